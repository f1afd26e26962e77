package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.Certification;
import sailpoint.object.CertificationItem;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** Access reviews that are not signed yet, one row each, and their lines. Read only: how IIQ takes decisions is not published. */
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
        out.put("signed", Soft.millis(c, "getSigned"));
        out.put("reviewers", reviewers(call, c));
        out.put("tag", Tag.hash(Json.write(out)));
        return out;
    }

    /** The people who review: those named, members of groups that are named, or the owner of the review's work item. */
    private static List<Object> reviewers(Call call, Certification c) throws GeneralException {
        List<Identity> named = new ArrayList<>();
        Object names = Soft.get(c, "getCertifiers");
        for (Object one : names instanceof Collection ? (Collection<?>) names : new ArrayList<Object>()) {
            Identity who = call.ctx.getObjectByName(Identity.class, String.valueOf(one));
            if (who != null) {
                named.add(who);
            }
        }
        if (named.isEmpty()) {
            QueryOptions q = new QueryOptions();
            q.addFilter(Filter.eq("certification", c.getId()));
            q.addFilter(Filter.eq("type", WorkItem.Type.Certification));
            q.setResultLimit(1);
            for (WorkItem w : call.ctx.getObjects(WorkItem.class, q)) {
                if (w.getOwner() != null) {
                    named.add(w.getOwner());
                }
            }
        }
        Map<Object, Object> out = new LinkedHashMap<>();
        for (Identity one : named) {
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

    static Answer lines(Call call, String id, Map<String, String> given) throws GeneralException {
        if (call.ctx.getObjectById(Certification.class, id) == null) {
            throw new Refused("gone", "there is no such access review");
        }
        int limit = States.limit(given.get("limit"), call.settings.page());
        QueryOptions q = after(given.get("after"), limit);
        q.addFilter(Filter.eq("parent.certification.id", id));
        List<Object> rows = new ArrayList<>();
        String last = null;
        for (CertificationItem one : call.ctx.getObjects(CertificationItem.class, q)) {
            last = one.getId();
            if (!call.gate.hides(Soft.text(one, "getExceptionApplication"))) {
                rows.add(line(call, one));
            }
        }
        Map<String, Object> out = Deed.fields("objects", rows);
        if (last != null) {
            out.put("next", last);
        }
        return Answer.json(200, out);
    }

    private static Map<String, Object> line(Call call, CertificationItem i) {
        Object entity = Soft.get(i, "getParent");
        String type = Soft.text(i, "getType");
        String application = Soft.text(i, "getExceptionApplication");
        String attribute = Soft.text(i, "getExceptionAttributeName");
        String value = Item.either(Soft.text(i, "getExceptionAttributeValue"), Soft.text(i, "getBundle"));
        String status = Soft.text(i, "getSummaryStatus");
        boolean role = type.equals("Bundle");
        Descriptions.Found f = new Descriptions(call.ctx).of(role ? "IIQ" : application, attribute, value);
        Map<String, Object> out = Deed.fields("id", i.getId(), "entity", Deed.fields("id", Soft.text(entity, "getId"), "name",
                Soft.text(entity, "getIdentity"), "displayName", Soft.text(entity, "getTargetDisplayName")), "type", type, "application",
                application, "attribute", attribute, "value", value, "displayValue", Item.either(Soft.text(i, "getDisplayName"), value), "description",
                ItemXml.cut(Item.either(Soft.asText(i.getDescription()), f.description)), "classifications",
                f.classification.isEmpty() ? new ArrayList<Object>() : java.util.Arrays.asList(f.classification.split(", ")),
                "privileged", f.privileged, "status", status, "decision", decision(Soft.get(i, "getAction")));
        out.put("tag", Tag.ofReviewLine(i.getId(), Soft.text(entity, "getId"), type, application, attribute, value, status));
        return out;
    }

    private static Map<String, Object> decision(Object action) {
        String status = Soft.text(action, "getStatus");
        return status.isEmpty() ? null : Deed.fields("status", status, "by", Soft.text(action, "getActorName"), "comment",
                ItemXml.cut(Soft.text(action, "getComments")), "at", Soft.millis(action, "getDecisionDate"));
    }
}
