package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.api.SailPointContext;
import sailpoint.object.ApprovalItem;
import sailpoint.object.ApprovalSet;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.IdentityRequest;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** Tells how items ended that are no longer there. */
final class Outcomes {
    private static final int ITEMS = 200;
    private static final int REQUESTS = 200;
    private static final long LATELY_MILLIS = 24 * 3600 * 1000L;

    private Outcomes() {
    }

    /** Answers POST /outcomes. */
    static Answer all(Call call, Map<String, Object> body) throws GeneralException {
        List<Map<String, Object>> asked = Json.objects(body, "items", ITEMS);
        if (asked == null) {
            throw new Refused("bad_body", "items is missing");
        }
        List<Map<String, Object>> out = new ArrayList<>();
        for (Map<String, Object> one : asked) {
            String id = Json.text(one, "id");
            if (!Ids.valid(id)) {
                throw new Refused("bad_id", "an id is not 32 hexadecimal characters");
            }
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("id", id);
            told.putAll(one(call, id, Json.text(one, "request")));
            out.add(told);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("objects", out);
        return Answer.json(200, answer);
    }

    private static Map<String, Object> one(Call call, String id, String request) throws GeneralException {
        Map<String, Object> out = new LinkedHashMap<>();
        WorkItem w = call.ctx.getObjectById(WorkItem.class, id);
        if (w != null && call.gate.excluded(new Item(w))) {
            out.put("outcome", "unknown");
            return out;
        }
        if (w != null && new Item(w).open()) {
            out.put("outcome", "open");
            return out;
        }
        Map<String, Object> end = w != null ? closed(call.ctx, new Item(w)) : ended(call, id, request);
        out.put("outcome", end == null ? "unknown" : "decided");
        if (end != null) {
            out.putAll(end);
        }
        return out;
    }

    /** How an item ended that is gone: from the request's summary, else from the gateway's own audit row, else null. */
    static Map<String, Object> ended(Call call, String id, String request) throws GeneralException {
        Memory.Done own = call.memory().endOf(id);
        String name = Item.either(request, own == null ? "" : Soft.asText(own.outcome.get("request")));
        Object last = name.isEmpty() ? null : summaryIn(call.ctx.getObjectByName(IdentityRequest.class, name), id);
        if (last != null) {
            return summary(call.ctx, last);
        }
        if (own == null) {
            return null;
        }
        Map<String, Object> out = new LinkedHashMap<>(own.outcome);
        out.remove("outcome");
        out.remove("request");
        out.put("source", "audit");
        return out;
    }

    /** The same for a client that does not know the request: looked for among those that changed lately, a bounded number of them. */
    static Map<String, Object> endedLately(Call call, String id) throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.ge("modified", new Date(System.currentTimeMillis() - LATELY_MILLIS)));
        q.addOrdering("modified", false);
        q.setResultLimit(REQUESTS);
        for (IdentityRequest one : call.ctx.getObjects(IdentityRequest.class, q)) {
            Object last = summaryIn(one, id);
            if (last != null) {
                return summary(call.ctx, last);
            }
        }
        return null;
    }

    /** The last summary of a decision on an item, or null. */
    private static Object summaryIn(IdentityRequest r, String id) {
        Object all = Soft.get(r, "getApprovalSummaries");
        Object last = null;
        for (Object one : all instanceof Collection ? (Collection<?>) all : new ArrayList<Object>()) {
            if (id.equals(Soft.text(one, "getWorkItemId")) && decided(Soft.text(one, "getState"))) {
                last = one;
            }
        }
        return last;
    }

    private static boolean decided(String state) {
        return state.equals("Finished") || state.equals("Rejected");
    }

    private static Map<String, Object> summary(SailPointContext ctx, Object s) throws GeneralException {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("decidedBy", named(ctx, Soft.text(s, "getCompleter")));
        out.put("state", Soft.text(s, "getState"));
        out.put("at", Soft.millis(s, "getEndDate"));
        List<Map<String, Object>> lines = new ArrayList<>();
        Object set = Soft.get(s, "getApprovalSet");
        if (set instanceof ApprovalSet && ((ApprovalSet) set).getItems() != null) {
            for (ApprovalItem one : ((ApprovalSet) set).getItems()) {
                Line l = new Line(one);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("id", l.id);
                line.put("state", l.state.isEmpty() ? null : l.state);
                lines.add(line);
            }
        }
        out.put("lines", lines);
        out.put("source", "summary");
        return out;
    }

    /** How an item ended that IIQ still keeps. */
    static Map<String, Object> closed(SailPointContext ctx, Item item) throws GeneralException {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("decidedBy", named(ctx, Soft.text(item.source, "getCompleter")));
        out.put("state", item.state);
        out.put("at", item.source.getModified() == null ? null : Long.valueOf(item.source.getModified().getTime()));
        out.put("lines", Gate.states(item));
        out.put("source", "item");
        return out;
    }

    /** A completer is a name, or only a display name; then nobody's id is told. */
    private static Map<String, Object> named(SailPointContext ctx, String name) throws GeneralException {
        if (name.isEmpty()) {
            return null;
        }
        Identity who = ctx.getObjectByName(Identity.class, name);
        Map<String, Object> out = new LinkedHashMap<>();
        if (who != null) {
            out.put("id", who.getId());
        }
        out.put("name", name);
        return out;
    }
}
