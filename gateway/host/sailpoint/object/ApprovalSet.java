package sailpoint.object;

import java.util.ArrayList;
import java.util.List;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class ApprovalSet implements com.iiqapprovals.gateway.host.Copied {
    public List<ApprovalItem> items = new ArrayList<>();

    public List<ApprovalItem> getItems() {
        return items;
    }
}
