package sailpoint.object;

import java.util.Date;
import java.util.List;

/** Signatures only, to compile against. Source: one unofficial source; gateway/check confirms it. */
public class Certification extends SailPointObject {
    public List<String> getCertifiers() {
        throw new UnsupportedOperationException();
    }

    public Date getSigned() {
        throw new UnsupportedOperationException();
    }
}
