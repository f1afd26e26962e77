package sailpoint.object;

import com.iiqapprovals.gateway.host.Session;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import sailpoint.tools.GeneralException;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class WorkItem extends SailPointObject {
    public Type type;
    public State state;
    public String level;
    public String handler;
    public String identityRequestId;
    public String certification;
    public String targetId;
    public String targetName;
    public String targetClass;
    public Date expiration;
    public int reminders;
    public int escalationCount;
    public String completer;
    public String completionComments;
    public List<Comment> comments = new ArrayList<>();
    public List<String> ownerHistory = new ArrayList<>();
    public Attributes<String, Object> attributes = new Attributes<>();

    public String requesterId;
    /** A requester known by name alone. */
    public String requesterName;
    public String assigneeId;
    /** A requester outside of any session. */
    public Identity requester;

    /** How an item, or a line of it, stands. */
    public enum State { Finished, Rejected, Returned, Expired, Pending, Canceled }

    /** What an item is. */
    public enum Type {
        Unknown, Generic, Certification, Remediation, Delegation, Approval, ViolationReview, Form, PolicyViolation, Challenge, ImpactAnalysis,
        Signoff, Event, ManualAction, Test
    }

    public ApprovalSet getApprovalSet() {
        Object set = attributes.get("approvalSet");
        return set instanceof ApprovalSet ? (ApprovalSet) set : null;
    }

    public Object getAttribute(String key) {
        return attributes.get(key);
    }

    public Identity getRequester() {
        if (requester != null) {
            return requester;
        }
        if (requesterId == null && requesterName != null) {
            Identity nobody = new Identity();
            nobody.name = requesterName;
            return nobody;
        }
        return Session.identity(requesterId);
    }

    public Identity getAssignee() {
        return Session.identity(assigneeId);
    }

    public void setAssignee(Identity who) {
        assigneeId = who == null ? null : who.getId();
    }

    public void addComment(String text, Identity author) {
        comments.add(new Comment(text, author.getName()));
    }

    public String toXml() throws GeneralException {
        throw new IllegalStateException("toXml() is never called");
    }

    public Type getType() {
        return type;
    }

    public State getState() {
        return state;
    }

    public String getLevel() {
        return level;
    }

    public String getHandler() {
        return handler;
    }

    public String getIdentityRequestId() {
        return identityRequestId;
    }

    public String getCertification() {
        return certification;
    }

    public String getTargetId() {
        return targetId;
    }

    public String getTargetName() {
        return targetName;
    }

    public String getTargetClass() {
        return targetClass;
    }

    public Date getExpiration() {
        return expiration;
    }

    public int getReminders() {
        return reminders;
    }

    public int getEscalationCount() {
        return escalationCount;
    }

    public String getCompleter() {
        return completer;
    }

    public String getCompletionComments() {
        return completionComments;
    }

    public List<Comment> getComments() {
        return comments;
    }

    public List<String> getOwnerHistory() {
        return ownerHistory;
    }

    public Attributes<String, Object> getAttributes() {
        return attributes;
    }

    public void setState(State v) {
        state = v;
    }

    public void setCompleter(String v) {
        completer = v;
    }

    public void setCompletionComments(String v) {
        completionComments = v;
    }
}
