package sailpoint.api;

import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/**
 * Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0) (class and
 * constructor); one unofficial source (process).
 */
public class Workflower {
    public Workflower(SailPointContext ctx) {
        throw new UnsupportedOperationException();
    }

    public void process(WorkItem item, boolean foreground) throws GeneralException {
        throw new UnsupportedOperationException();
    }
}
