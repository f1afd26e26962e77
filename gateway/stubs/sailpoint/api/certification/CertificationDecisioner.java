package sailpoint.api.certification;

import java.util.Date;
import java.util.List;
import sailpoint.api.SailPointContext;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/**
 * Signatures only, for the check: the gateway reaches them by name. Source: one unofficial source for the constructor and decide;
 * the package and what a decision holds are a guess. gateway/check and the self-test say where they are otherwise.
 */
public class CertificationDecisioner {
    public CertificationDecisioner(SailPointContext ctx, String certification, Identity decider) {
        throw new UnsupportedOperationException();
    }

    public void decide(List<Decision> decisions) throws GeneralException {
        throw new UnsupportedOperationException();
    }

    /** What is decided on some lines. */
    public static class Decision {
        public Decision() {
            throw new UnsupportedOperationException();
        }

        public void setItemIds(List<String> ids) {
            throw new UnsupportedOperationException();
        }

        public void setStatus(String status) {
            throw new UnsupportedOperationException();
        }

        public void setComments(String text) {
            throw new UnsupportedOperationException();
        }

        public void setMitigationExpirationDate(Date until) {
            throw new UnsupportedOperationException();
        }
    }
}
