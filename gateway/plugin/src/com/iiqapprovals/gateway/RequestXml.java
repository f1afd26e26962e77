package com.iiqapprovals.gateway;

import java.util.Collection;
import sailpoint.object.ApprovalItem;
import sailpoint.object.ApprovalSet;
import sailpoint.object.IdentityRequest;

/** Writes an identity request, with the summaries that say how its work items ended. */
final class RequestXml {
    private static final int SUMMARIES = 1000;
    private final WireXml x;
    private final ItemXml items;
    private final Gate gate;

    RequestXml(WireXml x, Gate gate) {
        this.x = x;
        this.gate = gate;
        this.items = new ItemXml(x, gate, null);
    }

    void write(IdentityRequest r) {
        x.open("IdentityRequest", "id", r.getId(), "name", r.getName(), "type", text(r, "getType"), "state", text(r, "getState"), "priority",
                text(r, "getPriority"), "created", ItemXml.millis(r.getCreated()), "modified", ItemXml.millis(r.getModified()), "requesterId",
                text(r, "getRequesterId"), "requesterDisplayName", text(r, "getRequesterDisplayName"), "targetId", text(r, "getTargetId"),
                "targetDisplayName", text(r, "getTargetDisplayName"), "targetClass", text(r, "getTargetClass"), "completionStatus",
                text(r, "getCompletionStatus"), "executionStatus", text(r, "getExecutionStatus"));
        Object all = Soft.get(r, "getApprovalSummaries");
        if (all instanceof Collection && !((Collection<?>) all).isEmpty()) {
            x.open("ApprovalSummaries");
            int n = 0;
            for (Object one : (Collection<?>) all) {
                if (n++ < SUMMARIES) {
                    summary(one);
                }
            }
            x.close("ApprovalSummaries");
        }
        requested(r);
        x.close("IdentityRequest");
    }

    private void summary(Object s) {
        Object comments = Soft.get(s, "getComments");
        x.open("ApprovalSummary", "workItemId", text(s, "getWorkItemId"), "workItemType", text(s, "getWorkItemType"), "owner", text(s, "getOwner"),
                "completer", text(s, "getCompleter"), "state", text(s, "getState"), "startDate", date(s, "getStartDate"), "endDate",
                date(s, "getEndDate"), "comments", comments instanceof String ? ItemXml.cut((String) comments) : "");
        items.comments("Comments", comments);
        Object set = Soft.get(s, "getApprovalSet");
        if (set instanceof ApprovalSet && ((ApprovalSet) set).getItems() != null) {
            x.open("ApprovalSet");
            for (ApprovalItem one : ((ApprovalSet) set).getItems()) {
                Line l = new Line(one);
                if (gate.hides(l.application)) {
                    continue;
                }
                x.empty("ApprovalItem", "id", l.id, "application", l.application, "operation", l.operation, "name", l.name, "nativeIdentity",
                        l.nativeIdentity, "value", String.join(", ", l.values), "displayValue", Soft.asText(one.getDisplayValue()), "state", l.state);
            }
            x.close("ApprovalSet");
        }
        x.close("ApprovalSummary");
    }

    private void requested(IdentityRequest r) {
        Object all = Soft.get(r, "getItems");
        if (!(all instanceof Collection) || ((Collection<?>) all).isEmpty()) {
            return;
        }
        x.open("Items");
        for (Object one : (Collection<?>) all) {
            if (gate.hides(text(one, "getApplication"))) {
                continue;
            }
            x.empty("IdentityRequestItem", "application", text(one, "getApplication"), "operation", text(one, "getOperation"), "name",
                    text(one, "getName"), "value", text(one, "getStringValue").isEmpty() ? text(one, "getValue") : text(one, "getStringValue"),
                    "nativeIdentity", text(one, "getNativeIdentity"));
        }
        x.close("Items");
    }

    private static String text(Object from, String getter) {
        return Soft.text(from, getter);
    }

    private static String date(Object from, String getter) {
        return WireXml.millis(Soft.millis(from, getter));
    }
}
