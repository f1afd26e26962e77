package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import sailpoint.object.Identity;
import sailpoint.object.WorkItem;

/** Writes a work item: only what the wire contract names. */
final class ItemXml {
    /** The longest free text, in characters. Fields that decide what is granted are never cut. */
    private static final int TEXT = 20_000;
    private static final int COMMENTS = 100;

    private final WireXml x;
    private final Gate gate;
    private final Descriptions descriptions;

    /** descriptions is null in lists, which they must not slow. */
    ItemXml(WireXml x, Gate gate, Descriptions descriptions) {
        this.x = x;
        this.gate = gate;
        this.descriptions = descriptions;
    }

    void write(Item item) {
        WorkItem w = item.source;
        x.open("WorkItem", "id", w.getId(), "name", w.getName(), "type", item.type, "state", item.state, "level", Soft.text(w, "getLevel"),
                "created", millis(w.getCreated()), "modified", millis(w.getModified()), "expiration", date(w, "getExpiration"),
                "wakeUpDate", date(w, "getWakeUpDate"), "handler", Soft.text(w, "getHandler"), "identityRequestId", w.getIdentityRequestId(),
                "certification", Soft.text(w, "getCertification"), "targetClass", w.getTargetClass(), "targetId", w.getTargetId(),
                "targetName", w.getTargetName(), "reminders", count(w, "getReminders"), "escalationCount", count(w, "getEscalationCount"),
                "completer", Soft.text(w, "getCompleter"), "completionComments", cut(Soft.text(w, "getCompletionComments")),
                "tag", Tag.of(item), "actionable", String.valueOf(gate.actionable(item)));
        x.open("Attributes").open("Map");
        map(item);
        x.close("Map").close("Attributes");
        x.element("Description", cut(w.getDescription()));
        comments("Comments", Soft.get(w, "getComments"));
        reference("Owner", w.getOwner());
        reference("Requester", w.getRequester());
        reference("Assignee", w.getAssignee());
        history(w);
        x.close("WorkItem");
    }

    private void map(Item item) {
        WorkItem w = item.source;
        if (item.hasSet || !item.understood) {
            x.open("entry", "key", "approvalSet").open("value");
            if (item.understood) {
                x.open("ApprovalSet");
                for (Line one : item.lines) {
                    line(one);
                }
                x.close("ApprovalSet");
            } else {
                x.empty("Unknown", "what", "not an approval set");
            }
            x.close("value").close("entry");
        }
        String key = gate.settings.signatureKey();
        Object mark = w.getAttribute(key);
        x.entry(key, mark != null ? String.valueOf(mark) : item.signature(key) ? "true" : "");
        x.entry("identityDisplayName", cut(Soft.asText(w.getAttribute("identityDisplayName"))));
        x.entry("identityName", cut(Soft.asText(w.getAttribute("identityName"))));
        violations(item);
    }

    private void line(Line l) {
        boolean asChild = l.many || !l.whole && l.values.isEmpty();
        List<String> attributes = new ArrayList<>(java.util.Arrays.asList("id", l.id, "application", l.application, "operation", l.operation,
                "name", l.name, "nativeIdentity", l.nativeIdentity, "displayName", Soft.text(l.source, "getDisplayName"), "displayValue",
                Soft.asText(l.source.getDisplayValue()), "state", l.state, "approver", Soft.text(l.source, "getApprover"),
                "startDate", Line.text(l.start), "endDate", Line.text(l.end), "value", asChild || l.values.isEmpty() ? "" : l.values.get(0)));
        if (Boolean.parseBoolean(Soft.asText(l.attribute("privileged")))) {
            attributes.add("privileged");
            attributes.add("true");
        }
        if (descriptions != null) {
            descriptions.add(l, attributes);
        }
        x.open("ApprovalItem", attributes.toArray(new String[0]));
        String why = cut(Soft.asText(l.attribute("requesterComments")));
        if (!why.isEmpty()) {
            x.open("Attributes").open("Map").entry("requesterComments", why).close("Map").close("Attributes");
        }
        if (asChild) {
            x.open("Value");
            if (l.whole) {
                x.strings(l.values);
            } else {
                x.empty("Unknown", "what", "a value of a kind that is not read");
            }
            x.close("Value");
        }
        comments("Comments", Soft.get(l.source, "getComments"));
        x.close("ApprovalItem");
    }

    /** Writes comments below an element of this name, the last hundred. */
    void comments(String holder, Object all) {
        if (!(all instanceof Collection) || ((Collection<?>) all).isEmpty()) {
            return;
        }
        List<Object> list = new ArrayList<>((Collection<?>) all);
        x.open(holder);
        for (Object one : list.subList(Math.max(0, list.size() - COMMENTS), list.size())) {
            x.empty("Comment", "author", Soft.text(one, "getAuthor"), "date", WireXml.millis(Soft.millis(one, "getDate")), "comment",
                    cut(Soft.text(one, "getComment")));
        }
        x.close(holder);
    }

    private void violations(Item item) {
        if (item.violations.isEmpty()) {
            return;
        }
        x.open("entry", "key", item.violationsKey).open("value").open("List");
        for (Object one : item.violations) {
            if (one instanceof Map) {
                Map<?, ?> m = (Map<?, ?>) one;
                x.open("Map");
                for (String key : new String[] {"policyName", "ruleName", "constraintName", "description"}) {
                    x.entry(key, cut(Soft.asText(m.get(key))));
                }
                x.close("Map");
            } else if (one instanceof String) {
                x.element("String", cut((String) one));
            } else {
                x.empty("PolicyViolation", "policyName", cut(Soft.text(one, "getPolicyName")), "constraintName",
                        cut(Soft.text(one, "getConstraintName")), "description", cut(Soft.text(one, "getDescription")));
            }
        }
        x.close("List").close("value").close("entry");
    }

    private void history(WorkItem w) {
        Object all = Soft.get(w, "getOwnerHistory");
        if (!(all instanceof Collection) || ((Collection<?>) all).isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (Object one : (Collection<?>) all) {
            names.add(one instanceof String ? (String) one : Item.either(Soft.text(one, "getOldOwner"), Soft.text(one, "getOwner")));
        }
        x.open("OwnerHistory").strings(names).close("OwnerHistory");
    }

    private void reference(String role, Identity who) {
        if (who != null) {
            x.open(role);
            x.empty("Reference", "class", "sailpoint.object.Identity", "id", who.getId(), "name", who.getName(), "displayName",
                    who.isWorkgroup() ? "" : Soft.asText(who.getDisplayName()), "workgroup", who.isWorkgroup() ? "true" : "");
            x.close(role);
        }
    }

    static String cut(String text) {
        return text == null ? "" : text.length() <= TEXT ? text : text.substring(0, TEXT) + "…";
    }

    private static String date(Object from, String getter) {
        return WireXml.millis(Soft.millis(from, getter));
    }

    static String millis(java.util.Date at) {
        return at == null ? "" : String.valueOf(at.getTime());
    }

    private static String count(Object from, String getter) {
        String n = Soft.text(from, getter);
        return n.equals("0") ? "" : n;
    }
}
