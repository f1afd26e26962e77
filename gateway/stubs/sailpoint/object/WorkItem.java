package sailpoint.object;

/**
 * Signatures only, to compile against. Source: community.sailpoint.com, IdentityIQ Wiki, "Create a workitem from
 * a rule"; general knowledge of the public API; gateway/check confirms it.
 */
public class WorkItem extends SailPointObject {
    /** How an item, or a line of it, stands. */
    public enum State { Finished, Rejected, Returned, Expired, Pending, Canceled }

    /** What an item is. */
    public enum Type {
        Unknown, Generic, Certification, Remediation, Delegation, Approval, ViolationReview, Form, PolicyViolation, Challenge,
        ImpactAnalysis, Signoff, Event, ManualAction, Test
    }

    public Type getType() {
        throw new UnsupportedOperationException();
    }

    public State getState() {
        throw new UnsupportedOperationException();
    }

    public void setState(State state) {
        throw new UnsupportedOperationException();
    }

    public ApprovalSet getApprovalSet() {
        throw new UnsupportedOperationException();
    }

    public Object getAttribute(String name) {
        throw new UnsupportedOperationException();
    }

    public Identity getRequester() {
        throw new UnsupportedOperationException();
    }

    public Identity getAssignee() {
        throw new UnsupportedOperationException();
    }

    public void setAssignee(Identity assignee) {
        throw new UnsupportedOperationException();
    }

    public String getTargetId() {
        throw new UnsupportedOperationException();
    }

    public String getTargetName() {
        throw new UnsupportedOperationException();
    }

    public String getTargetClass() {
        throw new UnsupportedOperationException();
    }

    public String getIdentityRequestId() {
        throw new UnsupportedOperationException();
    }

    public void setCompleter(String name) {
        throw new UnsupportedOperationException();
    }

    public void setCompletionComments(String text) {
        throw new UnsupportedOperationException();
    }

    public void addComment(String text, Identity author) {
        throw new UnsupportedOperationException();
    }
}
