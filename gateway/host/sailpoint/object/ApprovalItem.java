package sailpoint.object;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class ApprovalItem implements com.iiqapprovals.gateway.host.Copied {
    public String id;
    public String applicationName;
    public String name;
    public String operation;
    public Object value;
    public String displayName;
    public String displayValue;
    public String nativeIdentity;
    public WorkItem.State state;
    public String approver;
    public String owner;
    public Date startDate;
    public Date endDate;
    public List<Comment> comments = new ArrayList<>();
    public Attributes<String, Object> attributes = new Attributes<>();
    public List<Attachment> attachments = new ArrayList<>();

    /** A file that was sent along. */
    public static class Attachment implements com.iiqapprovals.gateway.host.Copied {
        public String name;
        public long size;

        public String getName() {
            return name;
        }

        public long getSize() {
            return size;
        }
    }

    public List<Attachment> getAttachments() {
        return attachments;
    }

    public void add(Comment comment) {
        comments.add(comment);
    }

    public String getId() {
        return id;
    }

    public String getApplicationName() {
        return applicationName;
    }

    public String getName() {
        return name;
    }

    public String getOperation() {
        return operation;
    }

    public Object getValue() {
        return value;
    }

    public String getDisplayName() {
        return displayName;
    }

    public String getDisplayValue() {
        return displayValue;
    }

    public String getNativeIdentity() {
        return nativeIdentity;
    }

    public WorkItem.State getState() {
        return state;
    }

    public String getApprover() {
        return approver;
    }

    public String getOwner() {
        return owner;
    }

    public Date getStartDate() {
        return startDate;
    }

    public Date getEndDate() {
        return endDate;
    }

    public List<Comment> getComments() {
        return comments;
    }

    public Attributes<String, Object> getAttributes() {
        return attributes;
    }

    public void setState(WorkItem.State v) {
        state = v;
    }

    public void setApprover(String v) {
        approver = v;
    }
}
