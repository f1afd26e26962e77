package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.ApprovalItem;
import sailpoint.object.ApprovalSet;
import sailpoint.object.Comment;
import sailpoint.object.WorkItem;

/** The simulator's JSON of work items and lines. */
final class Wire {
    private Wire() {
    }

    static String text(Map<String, Object> in, String key) {
        Object v = in.get(key);
        return v == null || String.valueOf(v).isEmpty() ? null : String.valueOf(v);
    }

    static Date date(Map<String, Object> in, String key) {
        Object v = in.get(key);
        return v instanceof Number && ((Number) v).longValue() != 0 ? new Date(((Number) v).longValue()) : null;
    }

    static Long millis(Date at) {
        return at == null ? null : at.getTime();
    }

    static void put(Map<String, Object> out, String key, Object value) {
        if (value != null && !"".equals(value)) {
            out.put(key, value);
        }
    }

    static boolean flag(Map<String, Object> in, String key) {
        return Boolean.TRUE.equals(in.get(key));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Map<String, Object> in, String key) {
        return in.get(key) == null ? null : (List<Map<String, Object>>) in.get(key);
    }

    static WorkItem.State state(String name) {
        return name == null || name.isEmpty() ? null : WorkItem.State.valueOf(name);
    }

    /** Sets the fields of an item that the JSON names. */
    static void fill(WorkItem w, Map<String, Object> in, Db db) {
        for (Map.Entry<String, Object> one : in.entrySet()) {
            String v = one.getValue() == null ? null : String.valueOf(one.getValue());
            switch (one.getKey()) {
                case "type": w.type = v == null || v.isEmpty() ? w.type : WorkItem.Type.valueOf(v); break;
                case "state": w.state = state(v); break;
                case "level": w.level = v; break;
                case "created": w.created = date(in, "created"); break;
                case "modified": w.modified = date(in, "modified"); break;
                case "expiration": w.expiration = date(in, "expiration"); break;
                case "handler": w.handler = v; break;
                case "certification": w.certification = text(in, "certification"); break;
                case "target_id": w.targetId = text(in, "target_id"); break;
                case "target_name": w.targetName = text(in, "target_name"); break;
                case "target_class": w.targetClass = text(in, "target_class"); break;
                case "target_shown": attribute(w, "identityDisplayName", v); break;
                case "requester_id": w.requesterId = text(in, "requester_id"); break;
                case "requester_name": w.requesterName = text(in, "requester_name"); break;
                case "owner_id": w.ownerId = text(in, "owner_id"); break;
                case "assignee_id": w.assigneeId = text(in, "assignee_id"); break;
                case "identity_request": w.identityRequestId = text(in, "identity_request"); break;
                case "description": w.description = v; break;
                case "reminders": w.reminders = ((Number) one.getValue()).intValue(); break;
                case "escalations": w.escalationCount = ((Number) one.getValue()).intValue(); break;
                case "completer": w.completer = v; break;
                case "completion_comments": w.completionComments = v; break;
                case "owner_history": w.ownerHistory = strings(one.getValue()); break;
                case "comments": w.comments = comments(list(in, "comments")); break;
                case "esign": attribute(w, in.get("esign_key") == null || text(in, "esign_key") == null ? "electronicSignature" : text(in, "esign_key"), v); break;
                case "violations": violations(w, in); break;
                case "map_xml": attribute(w, "approvalSet", v); break;
                case "lines": lines(w, list(in, "lines"), db); break;
                case "secret": attribute(w, "plan", secret(v)); attribute(w, "secret", v); break;
                default:
            }
        }
        String secret = text(in, "secret");
        if (secret != null && w.getApprovalSet() != null) {
            for (ApprovalItem one : w.getApprovalSet().items) {
                one.attributes.put("password", secret);
                one.attributes.put("plan", secret(secret));
            }
        }
    }

    private static Object secret(String word) {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("password", word);
        return plan;
    }

    private static void attribute(WorkItem w, String key, Object value) {
        if (value == null || "".equals(value)) {
            w.attributes.remove(key);
        } else {
            w.attributes.put(key, value);
        }
    }

    private static List<String> strings(Object v) {
        List<String> out = new ArrayList<>();
        for (Object one : v == null ? new ArrayList<Object>() : (Collection<?>) v) {
            out.add((String) one);
        }
        return out;
    }

    private static void violations(WorkItem w, Map<String, Object> in) {
        List<Object> out = new ArrayList<>();
        for (Map<String, Object> one : list(in, "violations") == null ? new ArrayList<Map<String, Object>>() : list(in, "violations")) {
            Map<String, Object> v = new LinkedHashMap<>();
            put(v, "policyName", text(one, "policy"));
            put(v, "ruleName", text(one, "rule"));
            put(v, "description", text(one, "description"));
            out.add(v);
        }
        w.attributes.remove("violations");
        w.attributes.remove("policyViolations");
        if (!out.isEmpty()) {
            w.attributes.put(text(in, "violations_key") == null ? "policyViolations" : text(in, "violations_key"), out);
        }
    }

    static List<Comment> comments(List<Map<String, Object>> all) {
        List<Comment> out = new ArrayList<>();
        for (Map<String, Object> one : all == null ? new ArrayList<Map<String, Object>>() : all) {
            Comment c = new Comment(text(one, "comment"), text(one, "author"));
            c.date = date(one, "date");
            out.add(c);
        }
        return out;
    }

    private static void lines(WorkItem w, List<Map<String, Object>> all, Db db) {
        if (all == null) {
            w.attributes.remove("approvalSet");
            return;
        }
        ApprovalSet set = new ApprovalSet();
        for (Map<String, Object> in : all) {
            set.items.add(line(in, db));
        }
        w.attributes.put("approvalSet", set);
    }

    private static ApprovalItem line(Map<String, Object> in, Db db) {
        ApprovalItem l = new ApprovalItem();
        l.id = text(in, "id") == null && !flag(in, "no_id") ? db.newId() : text(in, "id");
        l.applicationName = text(in, "application");
        l.operation = text(in, "operation");
        l.name = text(in, "name");
        l.value = in.get("values") != null ? strings(in.get("values")) : text(in, "value");
        l.displayName = text(in, "display_name");
        l.displayValue = text(in, "display_value");
        l.nativeIdentity = text(in, "native_identity");
        l.state = state(text(in, "state"));
        if (flag(in, "dates_in_map")) {
            put(l.attributes, "startDate", date(in, "start_date"));
            put(l.attributes, "endDate", date(in, "end_date"));
        } else {
            l.startDate = date(in, "start_date");
            l.endDate = date(in, "end_date");
        }
        put(l.attributes, "requesterComments", text(in, "justification"));
        put(l.attributes, "privileged", flag(in, "privileged") ? "true" : null);
        l.comments = comments(list(in, "comments"));
        for (Map<String, Object> one : list(in, "attachments") == null ? new ArrayList<Map<String, Object>>() : list(in, "attachments")) {
            ApprovalItem.Attachment file = new ApprovalItem.Attachment();
            file.name = text(one, "name");
            file.size = one.get("bytes") == null ? 0 : ((Number) one.get("bytes")).longValue();
            l.attachments.add(file);
        }
        if (text(in, "description") != null) {
            Catalogue.describe(db, l, text(in, "description"));
        }
        return l;
    }

    static Map<String, Object> shown(WorkItem w) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", w.id);
        out.put("name", w.name);
        out.put("type", w.type.name());
        put(out, "state", w.state == null ? null : w.state.name());
        put(out, "level", w.level);
        put(out, "created", millis(w.created));
        put(out, "modified", millis(w.modified));
        put(out, "expiration", millis(w.expiration));
        put(out, "handler", w.handler);
        put(out, "identity_request", w.identityRequestId);
        put(out, "certification", w.certification);
        put(out, "target_id", w.targetId);
        put(out, "target_name", w.targetName);
        put(out, "target_shown", w.attributes.get("identityDisplayName"));
        put(out, "owner_id", w.ownerId);
        put(out, "requester_id", w.requesterId);
        put(out, "requester_name", w.requesterName);
        put(out, "assignee_id", w.assigneeId);
        put(out, "description", w.description);
        put(out, "completer", w.completer);
        put(out, "completion_comments", w.completionComments);
        put(out, "owner_history", w.ownerHistory.isEmpty() ? null : w.ownerHistory);
        put(out, "comments", w.comments.isEmpty() ? null : comments(w.comments, 0));
        put(out, "lines", w.getApprovalSet() == null ? null : lines(w.getApprovalSet()));
        return out;
    }

    private static List<Object> comments(List<Comment> all, int from) {
        List<Object> out = new ArrayList<>();
        for (Comment c : all.subList(from, all.size())) {
            Map<String, Object> one = new LinkedHashMap<>();
            put(one, "author", c.author);
            put(one, "date", millis(c.date));
            one.put("comment", c.comment);
            out.add(one);
        }
        return out;
    }

    static List<Object> lines(ApprovalSet set) {
        List<Object> out = new ArrayList<>();
        for (ApprovalItem l : set == null ? new ArrayList<ApprovalItem>() : set.items) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", l.id == null ? "" : l.id);
            put(one, "application", l.applicationName);
            put(one, "operation", l.operation);
            put(one, "name", l.name);
            put(one, l.value instanceof Collection ? "values" : "value", l.value);
            put(one, "display_name", l.displayName);
            put(one, "display_value", l.displayValue);
            put(one, "native_identity", l.nativeIdentity);
            put(one, "state", l.state == null ? null : l.state.name());
            put(one, "justification", l.attributes.get("requesterComments"));
            put(one, "start_date", millis(l.startDate));
            put(one, "end_date", millis(l.endDate));
            put(one, "comments", l.comments.isEmpty() ? null : comments(l.comments, 0));
            out.add(one);
        }
        return out;
    }
}
