package sailpoint.object;

import java.util.Date;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class CertificationAction implements com.iiqapprovals.gateway.host.Copied {
    public String status;
    public String actorName;
    public String comments;
    public Date decisionDate;
    public Date mitigationExpiration;
    public boolean remediationKickedOff;

    public String getStatus() {
        return status;
    }

    public String getActorName() {
        return actorName;
    }

    public String getComments() {
        return comments;
    }

    public Date getDecisionDate() {
        return decisionDate;
    }

    public Date getMitigationExpiration() {
        return mitigationExpiration;
    }

    public boolean isRemediationKickedOff() {
        return remediationKickedOff;
    }
}
