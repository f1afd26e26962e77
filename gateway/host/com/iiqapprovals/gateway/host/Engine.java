package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import sailpoint.object.Certification;
import sailpoint.object.CertificationEntity;
import sailpoint.object.CertificationItem;
import sailpoint.object.Comment;
import sailpoint.object.Identity;
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

    /** A line, and what is decided along: with an account all that is in it. */
    public static List<CertificationItem> along(Session s, CertificationItem item) throws GeneralException {
        List<CertificationItem> out = new ArrayList<>();
        out.add(item);
        for (SailPointObject one : s.db.table(CertificationItem.class).values()) {
            CertificationItem other = (CertificationItem) one;
            if ("Account".equals(item.type) && !"Account".equals(other.type) && item.parentId.equals(other.parentId)
                    && item.exceptionApplication.equals(other.exceptionApplication)) {
                out.add(s.getObjectById(CertificationItem.class, other.id));
            }
        }
        return out;
    }

    /** Marks the entities of a review whose lines are all decided, or not any more. */
    public static void refresh(Session s, Certification review) throws GeneralException {
        for (SailPointObject row : s.db.table(CertificationEntity.class).values()) {
            if (!review.id.equals(((CertificationEntity) row).certificationId)) {
                continue;
            }
            boolean any = false;
            boolean all = true;
            for (SailPointObject one : s.db.table(CertificationItem.class).values()) {
                if (row.id.equals(((CertificationItem) one).parentId)) {
                    any = true;
                    all &= s.getObjectById(CertificationItem.class, one.id).summaryStatus.equals("Complete");
                }
            }
            CertificationEntity entity = s.getObjectById(CertificationEntity.class, row.id);
            if (any && all != entity.summaryStatus.equals("Complete")) {
                entity.summaryStatus = all ? "Complete" : "Open";
                entity.completed = all ? s.db.now() : null;
            }
        }
    }

    /** Signs a review, and ends its work item. What is given says why it is not signed. */
    public static List<String> sign(Session s, Certification review, Identity signer) throws GeneralException {
        if (Session.count(review.id, true) < Session.count(review.id, false)) {
            return Collections.singletonList("not every item is complete");
        }
        review.sign(signer.name, s.db.now());
        for (SailPointObject one : s.db.table(WorkItem.class).values()) {
            if (review.signed != null && review.id.equals(((WorkItem) one).certification)) {
                s.delete(s.getObjectById(WorkItem.class, one.id));
            }
        }
        return Collections.emptyList();
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
