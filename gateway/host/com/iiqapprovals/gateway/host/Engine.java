package com.iiqapprovals.gateway.host;

import java.util.Date;
import sailpoint.object.Comment;
import sailpoint.object.IdentityRequest;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** What the workflow engine does with a work item that has ended. */
public final class Engine {
    private Engine() {
    }

    /** Goes on with an item: writes the summary, removes the row, commits, and takes its time. */
    public static void process(Session s, WorkItem item) throws GeneralException {
        s.db.counted("process");
        s.db.mayFail("process");
        if (item.state == null || item.state == WorkItem.State.Pending) {
            return;
        }
        end(s, item);
        WorkItem last = Copier.copy(item);
        s.commitTransaction();
        last.modified = s.db.now();
        s.db.ended.put(last.id, last);
        s.db.pause("process_ms");
    }

    private static void end(Session s, WorkItem item) throws GeneralException {
        IdentityRequest q = item.identityRequestId == null ? null : s.getObjectByName(IdentityRequest.class, item.identityRequestId);
        if (q != null) {
            q.approvalSummaries.add(summary(s, item));
            boolean open = false;
            for (SailPointObject one : s.db.table(WorkItem.class).values()) {
                WorkItem other = (WorkItem) one;
                if (q.name.equals(other.identityRequestId) && !other.id.equals(item.id)) {
                    if (q.anyEnds && (item.state == WorkItem.State.Finished || item.state == WorkItem.State.Rejected)) {
                        s.delete(s.getObjectById(WorkItem.class, other.id));
                    } else {
                        open = true;
                    }
                }
            }
            if (!open) {
                q.state = "End";
                q.executionStatus = "Completed";
                q.completionStatus = "Success";
            }
        }
        s.delete(item);
    }

    private static IdentityRequest.ApprovalSummary summary(Session s, WorkItem item) {
        IdentityRequest.ApprovalSummary a = new IdentityRequest.ApprovalSummary();
        a.workItemId = item.id;
        a.workItemType = item.type.name();
        a.owner = item.getOwner() == null ? null : item.getOwner().name;
        a.completer = item.completer;
        a.state = item.state;
        a.startDate = item.created;
        a.endDate = new Date();
        a.approvalSet = Copier.copy(item.getApprovalSet());
        if (item.completionComments != null && !item.completionComments.isEmpty()) {
            a.comments.add(new Comment(item.completionComments, item.completer));
        }
        return a;
    }
}
