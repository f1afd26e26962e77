package sailpoint.object;

/**
 * Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0),
 * community.sailpoint.com, IdentityIQ Wiki, "Create a workitem from a rule".
 */
public class ApprovalItem {
    public String getApplicationName() {
        throw new UnsupportedOperationException();
    }

    public String getName() {
        throw new UnsupportedOperationException();
    }

    public String getOperation() {
        throw new UnsupportedOperationException();
    }

    public Object getValue() {
        throw new UnsupportedOperationException();
    }

    public String getDisplayValue() {
        throw new UnsupportedOperationException();
    }

    public String getNativeIdentity() {
        throw new UnsupportedOperationException();
    }

    public WorkItem.State getState() {
        throw new UnsupportedOperationException();
    }

    public void setState(WorkItem.State state) {
        throw new UnsupportedOperationException();
    }

    public void setApprover(String name) {
        throw new UnsupportedOperationException();
    }

    public Attributes<String, Object> getAttributes() {
        throw new UnsupportedOperationException();
    }

    public void add(Comment comment) {
        throw new UnsupportedOperationException();
    }
}
