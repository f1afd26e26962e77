package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.IdentityRequest;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** What helps to decide an item. Whatever IIQ does not tell is left out. */
final class Context {
    private static final int MANY = 100;

    private Context() {
    }

    static Answer of(Call call, String id) throws GeneralException {
        WorkItem w = call.ctx.getObjectById(WorkItem.class, id);
        Item item = w == null ? null : new Item(w);
        if (item == null || call.gate.excluded(item)) {
            throw new Refused("gone", "there is no such work item");
        }
        Map<String, Object> out = Deed.fields("id", id, "tag", Tag.of(item));
        put(out, "lines", lines(call, item));
        String request = w.getIdentityRequestId();
        if (request != null && !request.isEmpty()) {
            put(out, "chain", chain(call, call.ctx.getObjectByName(IdentityRequest.class, request), id));
            put(out, "waiting", waiting(call, request, id));
        }
        put(out, "comments", comments(Soft.get(w, "getComments")));
        put(out, "attachments", attachments(item));
        put(out, "assignee", person(w.getAssignee()));
        put(out, "forwarded", call.memory().forwards(id));
        return Answer.json(200, out);
    }

    private static List<Object> lines(Call call, Item item) throws GeneralException {
        Descriptions catalogue = new Descriptions(call.ctx);
        Peers peers = new Peers(call, item);
        List<Object> out = new ArrayList<>();
        for (Line l : item.lines) {
            Descriptions.Found f = catalogue.of(l);
            Map<String, Object> one = new LinkedHashMap<>();
            put(one, "id", l.id);
            put(one, "description", ItemXml.cut(f.description));
            put(one, "owner", f.owner.isEmpty() ? null : person(call.ctx.getObjectByName(Identity.class, f.owner)));
            put(one, "classifications", f.classification.isEmpty() ? null : java.util.Arrays.asList(f.classification.split(", ")));
            put(one, "privileged", f.privileged || Boolean.parseBoolean(Soft.asText(l.attribute("privileged"))) ? Boolean.TRUE : null);
            put(one, "risk", f.risk == null ? null : Deed.fields("score", f.risk));
            put(one, "peers", peers.of(l));
            put(one, "recommendation", recommendation(l));
            put(one, "start", Soft.asMillis(l.start));
            put(one, "end", Soft.asMillis(l.end));
            out.add(one);
        }
        return out;
    }

    /** What the request's line carries of a recommendation, where it is one word and reasons. */
    private static Map<String, Object> recommendation(Line l) {
        Object r = Soft.get(l.source, "getRecommendation");
        String word = Soft.text(r, "getRecommendedDecision");
        if (word.isEmpty()) {
            return null;
        }
        Map<String, Object> out = Deed.fields("decision", word.toLowerCase(java.util.Locale.ROOT));
        List<String> reasons = new ArrayList<>();
        Object all = Soft.get(r, "getReasons");
        for (Object one : all instanceof Collection ? (Collection<?>) all : new ArrayList<Object>()) {
            reasons.add(ItemXml.cut(String.valueOf(one)));
        }
        put(out, "reasons", reasons);
        return out;
    }

    /** Who decided other items of the request before. */
    private static List<Object> chain(Call call, IdentityRequest r, String id) throws GeneralException {
        List<Object> out = new ArrayList<>();
        Object all = Soft.get(r, "getApprovalSummaries");
        for (Object one : all instanceof Collection ? (Collection<?>) all : new ArrayList<Object>()) {
            String state = Soft.text(one, "getState");
            if (out.size() == MANY || id.equals(Soft.text(one, "getWorkItemId")) || !state.equals("Finished") && !state.equals("Rejected")) {
                continue;
            }
            Map<String, Object> told = new LinkedHashMap<>();
            String owner = Soft.text(one, "getOwner");
            Identity who = owner.isEmpty() ? null : call.ctx.getObjectByName(Identity.class, owner);
            put(told, "owner", who != null ? person(who) : owner.isEmpty() ? null : Deed.fields("name", owner));
            put(told, "completer", Soft.text(one, "getCompleter"));
            put(told, "state", state);
            List<Object> said = comments(Soft.get(one, "getComments"));
            put(told, "comment", said.isEmpty() ? null : ((Map<?, ?>) said.get(said.size() - 1)).get("text"));
            put(told, "at", Soft.millis(one, "getEndDate"));
            out.add(told);
        }
        return out;
    }

    /** Who has other items of the request before them. */
    private static List<Object> waiting(Call call, String request, String id) throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("identityRequestId", request));
        q.addFilter(Filter.ne("id", id));
        q.addOrdering("id", true);
        q.setResultLimit(MANY);
        List<Object> out = new ArrayList<>();
        for (Item other : Lists.visible(call, call.ctx.getObjects(WorkItem.class, q))) {
            if (other.open() && other.source.getOwner() != null) {
                out.add(Deed.fields("owner", person(other.source.getOwner())));
            }
        }
        return out;
    }

    /** Names and sizes of the files that were sent along with the lines, each once; never what is in them. */
    private static List<Object> attachments(Item item) {
        java.util.Set<Object> out = new java.util.LinkedHashSet<>();
        for (Line l : item.lines) {
            Object all = Soft.get(l.source, "getAttachments");
            for (Object one : all instanceof Collection ? (Collection<?>) all : new ArrayList<Object>()) {
                String name = Soft.text(one, "getName");
                if (!name.isEmpty() && out.size() < MANY) {
                    Map<String, Object> told = Deed.fields("name", ItemXml.cut(name));
                    put(told, "bytes", Soft.asNumber(Soft.get(one, "getSize")));
                    out.add(told);
                }
            }
        }
        return new ArrayList<>(out);
    }

    private static List<Object> comments(Object all) {
        List<Object> list = all instanceof Collection ? new ArrayList<Object>((Collection<?>) all) : new ArrayList<Object>();
        List<Object> out = new ArrayList<>();
        for (Object one : list.subList(Math.max(0, list.size() - MANY), list.size())) {
            out.add(Deed.fields("author", Soft.text(one, "getAuthor"), "text", ItemXml.cut(Soft.text(one, "getComment")), "at",
                    Soft.millis(one, "getDate")));
        }
        return out;
    }

    private static Map<String, Object> person(Identity who) {
        Map<String, Object> out = People.reference(who);
        if (out != null) {
            put(out, "displayName", who.getDisplayName());
        }
        return out;
    }

    /** Puts what is there; nothing, an empty text and an empty list are left out. */
    private static void put(Map<String, Object> out, String name, Object value) {
        if (value != null && !"".equals(value) && !(value instanceof Collection && ((Collection<?>) value).isEmpty())) {
            out.put(name, value);
        }
    }
}
