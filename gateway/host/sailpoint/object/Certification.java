package sailpoint.object;

import com.iiqapprovals.gateway.host.Session;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class Certification extends SailPointObject {
    public String type;
    public String phase;
    public Date expiration;
    public Date signed;
    public List<String> certifiers = new ArrayList<>();

    public int getTotalItems() {
        return Session.count(id, false);
    }

    public int getCompletedItems() {
        return Session.count(id, true);
    }

    public String getType() {
        return type;
    }

    public String getPhase() {
        return phase;
    }

    public Date getExpiration() {
        return expiration;
    }

    public Date getSigned() {
        return signed;
    }

    public List<String> getCertifiers() {
        return certifiers;
    }
}
