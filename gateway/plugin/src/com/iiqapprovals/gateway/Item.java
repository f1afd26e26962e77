package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sailpoint.object.ApprovalItem;
import sailpoint.object.ApprovalSet;
import sailpoint.object.Identity;
import sailpoint.object.WorkItem;

/** What the gateway reads of a work item, copied once, so that nothing that is loaded is changed by reading. */
final class Item {
    final WorkItem source;
    final String type;
    /** The state's name, empty for none. */
    final String state;
    final List<Line> lines;
    /** Whether an approval set is there. An item without one is a single decision. */
    final boolean hasSet;
    /** Whether what is in the place of the approval set is one. */
    final boolean understood;
    final List<Object> violations;
    final String violationsKey;

    Item(WorkItem item) {
        source = item;
        type = Soft.asText(item.getType());
        state = Soft.asText(item.getState());
        ApprovalSet set = item.getApprovalSet();
        Object raw = item.getAttribute("approvalSet");
        hasSet = set != null;
        understood = raw == null || raw instanceof ApprovalSet;
        List<Line> found = new ArrayList<>();
        if (set != null && set.getItems() != null) {
            for (ApprovalItem one : set.getItems()) {
                found.add(new Line(one));
            }
        }
        lines = Collections.unmodifiableList(found);
        violationsKey = list(item.getAttribute("violations")).isEmpty() ? "policyViolations" : "violations";
        violations = list(item.getAttribute(violationsKey));
    }

    private static List<Object> list(Object v) {
        List<Object> out = new ArrayList<>();
        if (v instanceof Collection) {
            for (Object one : (Collection<?>) v) {
                if (one != null) {
                    out.add(one);
                }
            }
        } else if (v != null && !"false".equalsIgnoreCase(String.valueOf(v))) {
            out.add(v);
        }
        return out;
    }

    boolean open() {
        return Line.isOpen(source.getState());
    }

    /** The requester's id, else their name, else nothing. */
    String requester() {
        Identity who = source.getRequester();
        return who == null ? "" : either(who.getId(), who.getName());
    }

    /** The target's id, else its name, else nothing. */
    String target() {
        return either(source.getTargetId(), source.getTargetName());
    }

    /** Whether this item demands an electronic signature: the mark is there and not false. */
    boolean signature(String key) {
        Object mark = source.getAttribute(key);
        if (mark == null) {
            mark = Soft.get(source, "get" + Character.toUpperCase(key.charAt(0)) + key.substring(1));
        }
        return mark != null && !"false".equalsIgnoreCase(String.valueOf(mark).trim());
    }

    /** The line of this id, or null where there is none or more than one. */
    Line line(String id) {
        Line found = null;
        for (Line one : lines) {
            if (one.id.equals(id)) {
                if (found != null) {
                    return null;
                }
                found = one;
            }
        }
        return found;
    }

    /** Whether each line has an id of its own, so that it can be decided alone. */
    boolean linesNamed() {
        Set<String> seen = new HashSet<>();
        for (Line one : lines) {
            if (one.id.isEmpty() || !seen.add(one.id)) {
                return false;
            }
        }
        return !lines.isEmpty();
    }

    static String either(String a, String b) {
        return a != null && !a.isEmpty() ? a : b == null ? "" : b;
    }
}
