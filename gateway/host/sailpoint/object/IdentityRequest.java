package sailpoint.object;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class IdentityRequest extends SailPointObject {
    public String type;
    public String state;
    public String priority;
    public String requesterId;
    public String requesterDisplayName;
    public String targetId;
    public String targetDisplayName;
    public String targetClass;
    public String completionStatus;
    public String executionStatus;
    public List<IdentityRequestItem> items = new ArrayList<>();
    public List<ApprovalSummary> approvalSummaries = new ArrayList<>();

    /** Whether the first decision on any of its items ends the others. */
    public boolean anyEnds;
    public Attributes<String, Object> attributes = new Attributes<>();

    /** How one work item of a request ended. */
    public static class ApprovalSummary implements com.iiqapprovals.gateway.host.Copied {
        public String workItemId;
        public String workItemType;
        public String owner;
        public String completer;
        public WorkItem.State state;
        public Date startDate;
        public Date endDate;
        public List<Comment> comments = new ArrayList<>();
        public ApprovalSet approvalSet;

        public String getWorkItemId() {
            return workItemId;
        }

        public String getWorkItemType() {
            return workItemType;
        }

        public String getOwner() {
            return owner;
        }

        public String getCompleter() {
            return completer;
        }

        public WorkItem.State getState() {
            return state;
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

        public ApprovalSet getApprovalSet() {
            return approvalSet;
        }
    }

    public String getType() {
        return type;
    }

    public String getState() {
        return state;
    }

    public String getPriority() {
        return priority;
    }

    public String getRequesterId() {
        return requesterId;
    }

    public String getRequesterDisplayName() {
        return requesterDisplayName;
    }

    public String getTargetId() {
        return targetId;
    }

    public String getTargetDisplayName() {
        return targetDisplayName;
    }

    public String getTargetClass() {
        return targetClass;
    }

    public String getCompletionStatus() {
        return completionStatus;
    }

    public String getExecutionStatus() {
        return executionStatus;
    }

    public List<IdentityRequestItem> getItems() {
        return items;
    }

    public List<ApprovalSummary> getApprovalSummaries() {
        return approvalSummaries;
    }
}
