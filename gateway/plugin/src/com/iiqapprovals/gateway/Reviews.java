package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.Certification;
import sailpoint.object.CertificationItem;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.tools.GeneralException;

/** Access reviews that are not signed yet, one row each, and their lines. */
final class Reviews {
    private Reviews() {
    }

    static Answer page(Call call, Map<String, String> given) throws GeneralException {
        int limit = States.limit(given.get("limit"), call.settings.page());
        QueryOptions q = after(given.get("after"), limit);
        q.addFilter(Filter.isnull("signed"));
        List<Object> rows = new ArrayList<>();
        for (Certification one : call.ctx.getObjects(Certification.class, q)) {
            rows.add(row(call, one));
        }
        return Answer.json(200, Deed.fields("objects", rows));
    }

    private static QueryOptions after(String id, int limit) {
        if (id != null && !id.isEmpty() && !Ids.valid(id)) {
            throw new Refused("bad_id", "after is not 32 hexadecimal characters");
        }
        QueryOptions q = new QueryOptions();
        if (id != null && !id.isEmpty()) {
            q.addFilter(Filter.gt("id", id));
        }
        q.addOrdering("id", true);
        q.setResultLimit(limit);
        return q;
    }

    private static Map<String, Object> row(Call call, Certification c) throws GeneralException {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", c.getId());
        out.put("name", c.getName());
        out.put("type", Soft.text(c, "getType"));
        out.put("phase", Soft.text(c, "getPhase"));
        out.put("due", Soft.millis(c, "getExpiration"));
        out.put("items", Soft.asNumber(Soft.get(c, "getTotalItems")));
        out.put("done", Soft.asNumber(Soft.get(c, "getCompletedItems")));
        out.put("signed", c.getSigned() == null ? null : c.getSigned().getTime());
        out.put("reviewers", reviewers(call, c));
        signing(call, c, out);
        out.put("tag", Tag.hash(Json.write(out)));
        return out;
    }

    /** What is told of the sign-off: each left out where IIQ does not tell. */
    private static void signing(Call call, Certification c, Map<String, Object> out) {
        if (ReviewGate.signature(call, c)) {
            out.put("signature", Boolean.TRUE);
        }
        Object atOnce = Soft.get(c, "isProcessRevokesImmediately");
        if (atOnce instanceof Boolean) {
            out.put("revokes", Boolean.TRUE.equals(atOnce) ? "decision" : "signoff");
        }
        Long items = (Long) out.get("items");
        Long done = (Long) out.get("done");
        if (items == null || done == null) {
            return;
        }
        boolean challenged = out.get("phase").equals("Challenge");
        out.put("signable", items.longValue() == done.longValue() && out.get("phase").equals("Active"));
        if (challenged) {
            out.put("waits", "challenge");
            out.put("until", Soft.millis(c, "getNextPhaseTransition"));
        } else if (done.longValue() < items.longValue()) {
            out.put("waits", "lines");
        }
    }

    /** The people who review, each once; groups are expanded. */
    private static List<Object> reviewers(Call call, Certification c) throws GeneralException {
        Map<Object, Object> out = new LinkedHashMap<>();
        for (Identity one : ReviewGate.reviewers(call, c)) {
            if (one.isWorkgroup()) {
                for (Map<String, Object> member : new People(call.ctx).members(one)) {
                    out.put(member.get("id"), Deed.fields("id", member.get("id"), "name", member.get("name"), "workgroup", false));
                }
            } else {
                out.put(one.getId(), Deed.fields("id", one.getId(), "name", one.getName(), "workgroup", false));
            }
        }
        return new ArrayList<>(out.values());
    }

    /** One page of lines. It is full as long as more follow, also where some are kept out. */
    static Answer lines(Call call, String id, Map<String, String> given) throws GeneralException {
        if (call.ctx.getObjectById(Certification.class, id) == null) {
            throw new Refused("gone", "there is no such access review");
        }
        int limit = States.limit(given.get("limit"), call.settings.page());
        Descriptions catalogue = new Descriptions(call.ctx);
        List<Object> rows = new ArrayList<>();
        String last = given.get("after");
        boolean more = true;
        while (more && rows.size() < limit) {
            int wanted = limit - rows.size();
            QueryOptions q = after(last, wanted);
            q.addFilter(Filter.eq("parent.certification.id", id));
            List<CertificationItem> found = call.ctx.getObjects(CertificationItem.class, q);
            for (CertificationItem one : found) {
                ReviewLine line = new ReviewLine(one);
                last = line.id;
                if (!call.gate.hides(line.application)) {
                    rows.add(line(catalogue, line));
                }
            }
            more = found.size() == wanted;
        }
        Map<String, Object> out = Deed.fields("objects", rows);
        if (more) {
            out.put("next", last);
        }
        return Answer.json(200, out);
    }

    private static Map<String, Object> line(Descriptions catalogue, ReviewLine l) {
        Descriptions.Found f = catalogue.of(l.type.equals("Bundle") ? "IIQ" : l.application, l.attribute, l.value);
        Map<String, Object> out = Deed.fields("id", l.id, "entity", Deed.fields("id", l.entity, "name", l.person, "displayName", l.shown), "type",
                l.type, "application", l.application, "attribute", l.attribute, "value", l.value, "displayValue",
                Item.either(Soft.text(l.source, "getDisplayName"), l.value), "description",
                ItemXml.cut(Item.either(Soft.asText(l.source.getDescription()), f.description)), "classifications",
                f.classification.isEmpty() ? new ArrayList<Object>() : java.util.Arrays.asList(f.classification.split(", ")),
                "privileged", f.privileged, "status", l.status, "decision", decision(l));
        out.put("tag", l.tag());
        return out;
    }

    private static Map<String, Object> decision(ReviewLine l) {
        if (l.decision().isEmpty()) {
            return null;
        }
        Map<String, Object> out = Deed.fields("status", l.decision(), "by", Soft.text(l.action, "getActorName"), "comment",
                ItemXml.cut(Soft.text(l.action, "getComments")), "at", Soft.millis(l.action, "getDecisionDate"));
        Long until = Soft.millis(l.action, "getMitigationExpiration");
        if (until != null) {
            out.put("until", until);
        }
        return out;
    }
}
