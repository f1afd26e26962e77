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
    public Attributes<String, Object> attributes = new Attributes<>();
    public boolean revokesAtOnce;
    /** Who has the review after the first sign-off; null for nobody. */
    public String nextCertifier;
    public List<SignOff> signOffHistory = new ArrayList<>();

    /** One sign-off. */
    public static class SignOff implements com.iiqapprovals.gateway.host.Copied {
        public String signerName;

        public String getSignerName() {
            return signerName;
        }
    }

    /** Notes a sign-off, and gives the review to the next one where there is one. */
    public void sign(String who, Date at) {
        SignOff one = new SignOff();
        one.signerName = who;
        signOffHistory.add(one);
        if (nextCertifier == null) {
            signed = at;
            phase = "End";
            return;
        }
        certifiers = new ArrayList<>(java.util.Collections.singletonList(nextCertifier));
        nextCertifier = null;
    }

    public Object getAttribute(String key) {
        return attributes.get(key);
    }

    public List<SignOff> getSignOffHistory() {
        return signOffHistory;
    }

    public boolean isProcessRevokesImmediately() {
        return revokesAtOnce;
    }

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
