package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sailpoint.api.SailPointContext;
import sailpoint.object.Certification;
import sailpoint.object.CertificationEntity;
import sailpoint.object.Identity;
import sailpoint.object.IdentityRequest;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;
import sailpoint.tools.Util;

/** The compatible lists, and the same objects by id. */
final class Lists {
    private static final List<String> ENTITY = Arrays.asList("id", "identity", "targetDisplayName", "summaryStatus", "completed", "created",
            "modified");

    private Lists() {
    }

    static Answer workItems(Call call, Map<String, String> given) throws GeneralException {
        ListQuery q = new ListQuery(given, Columns.WORK_ITEM, call.settings.page());
        WireXml x = WireXml.document("List").open("List");
        ItemXml xml = new ItemXml(x, call.gate, null);
        boolean all = !call.gate.excludes();
        int seen = 0;
        int written = 0;
        int first = all ? q.offset : 0;
        while (written < q.limit) {
            List<WorkItem> page = call.ctx.getObjects(WorkItem.class, q.options(null, first, q.limit));
            for (Item item : visible(call, page)) {
                if ((all || seen++ >= q.offset) && written < q.limit) {
                    xml.write(item);
                    written++;
                }
            }
            call.ctx.decache();
            if (all || page.size() < q.limit) {
                break;
            }
            first += page.size();
        }
        return Answer.xml(x.close("List").toString());
    }

    /** What of a page the administrator lets the bot see. */
    static List<Item> visible(Call call, List<WorkItem> page) throws GeneralException {
        List<String> ids = new ArrayList<>();
        for (WorkItem w : page) {
            ids.add(w.getId());
        }
        Set<String> hidden = call.gate.byFilter(ids);
        List<Item> out = new ArrayList<>();
        for (WorkItem w : page) {
            Item item = new Item(w);
            if (!hidden.contains(w.getId()) && !call.gate.byApplication(item)) {
                out.add(item);
            }
        }
        return out;
    }

    static Answer workItem(Call call, String id) throws GeneralException {
        WorkItem w = call.ctx.getObjectById(WorkItem.class, id);
        Item item = w == null ? null : new Item(w);
        if (item == null || call.gate.excluded(item)) {
            throw new Refused("gone", "there is no such work item");
        }
        WireXml x = WireXml.document("WorkItem");
        new ItemXml(x, call.gate, new Descriptions(call.ctx)).write(item);
        return Answer.xml(x.toString());
    }

    static Answer requests(Call call, Map<String, String> given) throws GeneralException {
        ListQuery q = new ListQuery(given, Columns.IDENTITY_REQUEST, call.settings.page());
        WireXml x = WireXml.document("List").open("List");
        for (IdentityRequest one : call.ctx.getObjects(IdentityRequest.class, q.options(null, q.offset, q.limit))) {
            new RequestXml(x, call.gate).write(one);
        }
        return Answer.xml(x.close("List").toString());
    }

    static Answer request(Call call, String id) throws GeneralException {
        IdentityRequest one = call.ctx.getObjectById(IdentityRequest.class, id);
        if (one == null) {
            throw new Refused("gone", "there is no such identity request");
        }
        WireXml x = WireXml.document("IdentityRequest");
        new RequestXml(x, call.gate).write(one);
        return Answer.xml(x.toString());
    }

    static Answer identities(Call call, Map<String, String> given) throws GeneralException {
        ListQuery q = new ListQuery(given, Columns.IDENTITY, call.settings.page());
        return table(call.ctx, Identity.class, q, q.attributes == null ? Arrays.asList("id", "name") : q.attributes);
    }

    static Answer entities(Call call, Map<String, String> given) throws GeneralException {
        ListQuery q = new ListQuery(given, Columns.CERTIFICATION_ENTITY, call.settings.page());
        return table(call.ctx, CertificationEntity.class, q, q.attributes == null ? ENTITY : q.attributes);
    }

    static Answer members(Call call, String id) throws GeneralException {
        Identity group = call.ctx.getObjectById(Identity.class, id);
        if (group == null || !group.isWorkgroup()) {
            throw new Refused("no_workgroup", "there is no workgroup of this id");
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("objects", new People(call.ctx).members(group));
        out.put("nested", Boolean.TRUE);
        return Answer.json(200, out);
    }

    /** One page of columns. The reviewers are many in one row, so they are read from the review itself. */
    private static <T extends SailPointObject> Answer table(SailPointContext ctx, Class<T> type, ListQuery q, List<String> columns)
            throws GeneralException {
        List<String> asked = new ArrayList<>(columns);
        int reviewers = asked.indexOf("certification.certifiers");
        if (reviewers >= 0) {
            asked.set(reviewers, "certification.id");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        Iterator<Object[]> it = ctx.search(type, q.options(null, q.offset, q.limit), asked);
        try {
            while (it.hasNext()) {
                Object[] values = it.next();
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 0; i < values.length; i++) {
                    row.put(columns.get(i), shown(values[i]));
                }
                rows.add(row);
            }
        } finally {
            Util.flushIterator(it);
        }
        if (reviewers >= 0) {
            addReviewers(ctx, rows);
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("status", "success");
        out.put("count", rows.size());
        out.put("objects", rows);
        return Answer.json(200, out);
    }

    private static void addReviewers(SailPointContext ctx, List<Map<String, Object>> rows) throws GeneralException {
        Map<Object, Object> known = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            Object id = row.get("certification.certifiers");
            if (id != null && !known.containsKey(id)) {
                known.put(id, Soft.get(ctx.getObjectById(Certification.class, String.valueOf(id)), "getCertifiers"));
            }
            row.put("certification.certifiers", known.get(id));
        }
    }

    private static Object shown(Object v) {
        Long at = v instanceof java.util.Date ? Soft.asMillis(v) : null;
        return at != null ? at : v instanceof Enum ? ((Enum<?>) v).name() : v;
    }
}
