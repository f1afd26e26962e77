package sailpoint.api.certification;

import com.iiqapprovals.gateway.host.Engine;
import com.iiqapprovals.gateway.host.Session;
import java.util.Date;
import java.util.List;
import sailpoint.api.SailPointContext;
import sailpoint.object.CertificationAction;
import sailpoint.object.CertificationItem;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public class CertificationDecisioner {
    private final SailPointContext ctx;
    private final Identity decider;

    public CertificationDecisioner(SailPointContext ctx, String certification, Identity decider) {
        this.ctx = ctx;
        this.decider = decider;
    }

    public void decide(List<Decision> decisions) throws GeneralException {
        for (Decision one : decisions) {
            for (String id : one.ids) {
                for (CertificationItem item : Engine.along((Session) ctx, ctx.getObjectById(CertificationItem.class, id))) {
                    item.action = one.status.equals("Cleared") ? null : one.action(decider.getName());
                    item.summaryStatus = item.action == null ? "Open" : "Complete";
                }
            }
        }
    }

    /** What is decided on some lines. */
    public static class Decision {
        private List<String> ids;
        private String status;
        private String comments;
        private Date until;

        public void setItemIds(List<String> v) {
            ids = v;
        }

        public void setStatus(String v) {
            status = v;
        }

        public void setComments(String v) {
            comments = v;
        }

        public void setMitigationExpirationDate(Date v) {
            until = v;
        }

        private CertificationAction action(String by) {
            CertificationAction a = new CertificationAction();
            a.status = status;
            a.actorName = by;
            a.comments = comments;
            a.decisionDate = new Date();
            a.mitigationExpiration = until;
            return a;
        }
    }
}
