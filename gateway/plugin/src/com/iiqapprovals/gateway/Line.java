package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import sailpoint.object.ApprovalItem;
import sailpoint.object.WorkItem;

/** What the gateway reads of one line of an approval set. It copies, and never changes the loaded object on a read. */
final class Line {
    final ApprovalItem source;
    final String id;
    final String operation;
    final String application;
    final String name;
    final String nativeIdentity;
    /** The state's name, empty for none. */
    final String state;
    /** The values as they are; one element for a plain value, none for a missing one. */
    final List<String> values = new ArrayList<>();
    /** Whether the value is a list, even of one. */
    final boolean many;
    final Object start;
    final Object end;
    /** Whether everything was understood. */
    final boolean whole;

    Line(ApprovalItem item) {
        source = item;
        id = Soft.text(item, "getId");
        operation = Soft.asText(item.getOperation());
        application = Soft.asText(item.getApplicationName());
        name = Soft.asText(item.getName());
        nativeIdentity = Soft.asText(item.getNativeIdentity());
        state = Soft.asText(item.getState());
        Object value = item.getValue();
        many = value instanceof Collection;
        boolean understood = true;
        for (Object one : many ? (Collection<?>) value : java.util.Collections.singletonList(value)) {
            if (one instanceof Map || one instanceof Collection || one != null && one.getClass().isArray()) {
                understood = false;
            } else if (one != null && !String.valueOf(one).isEmpty()) {
                values.add(one instanceof Date ? String.valueOf(((Date) one).getTime()) : String.valueOf(one));
            }
        }
        start = date("getStartDate", "startDate");
        end = date("getEndDate", "endDate");
        whole = understood && readable(start) && readable(end);
    }

    private Object date(String getter, String key) {
        Object v = Soft.get(source, getter);
        return v != null ? v : attribute(key);
    }

    /** An entry of the line's own map, or null. */
    Object attribute(String key) {
        Map<String, Object> all = source.getAttributes();
        return all == null ? null : all.get(key);
    }

    private static boolean readable(Object date) {
        return date == null || !text(date).isEmpty() && text(date).matches("-?[0-9]{1,18}");
    }

    /** A date as the wire has it: epoch milliseconds, or whatever text is there. */
    static String text(Object date) {
        Long at = Soft.asMillis(date);
        return at != null ? String.valueOf(at) : Soft.asText(date);
    }

    boolean open() {
        return isOpen(source.getState());
    }

    static boolean isOpen(WorkItem.State state) {
        return state == null || state == WorkItem.State.Pending;
    }
}
