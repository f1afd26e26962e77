package sailpoint.api;

import java.util.List;
import sailpoint.object.Certification;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/** Signatures only, to compile against. Source: one unofficial source; gateway/check confirms it. */
public class Certificationer {
    public Certificationer(SailPointContext ctx) {
        throw new UnsupportedOperationException();
    }

    public void refresh(Certification certification) throws GeneralException {
        throw new UnsupportedOperationException();
    }

    public List sign(Certification certification, Identity signer) throws GeneralException {
        throw new UnsupportedOperationException();
    }
}
