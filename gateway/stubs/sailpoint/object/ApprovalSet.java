package sailpoint.object;

import java.util.List;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class ApprovalSet {
    public List<ApprovalItem> getItems() {
        throw new UnsupportedOperationException();
    }
}
