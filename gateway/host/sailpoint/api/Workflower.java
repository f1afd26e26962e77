package sailpoint.api;

import com.iiqapprovals.gateway.host.Engine;
import com.iiqapprovals.gateway.host.Session;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public class Workflower {
    private final SailPointContext ctx;

    public Workflower(SailPointContext ctx) {
        this.ctx = ctx;
    }

    public void process(WorkItem item, boolean foreground) throws GeneralException {
        Engine.process((Session) ctx, item);
    }
}
