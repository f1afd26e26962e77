package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import sailpoint.object.Filter;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** The work items that changed, in the order of their last change, so that none is missed however late it was committed. */
final class Changes {
    private Changes() {
    }

    static Answer page(Call call, Map<String, String> given) throws GeneralException {
        int limit = States.limit(given.get("limit"), call.settings.page());
        Cursor cursor = Cursor.read(given.get("cursor"));
        // Read before the rows are: what is older was committed by then.
        long settles = cursor.bound != null ? cursor.bound.longValue() : System.currentTimeMillis() - call.settings.settleSeconds() * 1000L;
        List<WorkItem> found = new ArrayList<>(read(call, "modified", cursor.at, limit));
        found.addAll(read(call, "created", cursor.at, limit));
        Collections.sort(found, new Comparator<WorkItem>() {
            @Override
            public int compare(WorkItem a, WorkItem b) {
                return a == b ? 0 : place(a).before(place(b)) ? -1 : 1;
            }
        });
        boolean more = found.size() > limit;
        List<WorkItem> page = more ? found.subList(0, limit) : found;
        WireXml x = WireXml.document("List").open("List");
        ItemXml xml = new ItemXml(x, call.gate, null);
        for (Item item : Lists.visible(call, page)) {
            xml.write(item);
        }
        x.close("List");
        return Answer.xml(x.toString()).header("X-Next-Cursor", next(cursor, page, more, settles).write()).header("X-More", String.valueOf(more));
    }

    /** The cursor after a page. Only what was older than the settle time when the sweep began moves settled. */
    private static Cursor next(Cursor from, List<WorkItem> page, boolean more, long settles) {
        Cursor.Place settled = from.settled;
        Cursor.Place at = from.at;
        for (WorkItem one : page) {
            at = place(one);
            if (at.stamp < settles && settled.before(at)) {
                settled = at;
            }
        }
        return new Cursor(settled, more ? at : settled, more ? Long.valueOf(settles) : null);
    }

    private static Cursor.Place place(WorkItem w) {
        Date stamp = w.getModified() == null ? w.getCreated() : w.getModified();
        return new Cursor.Place(stamp == null ? 0 : stamp.getTime(), w.getId());
    }

    /** One row more than a page of those whose last change is in this column: a keyset, so that no offset shifts. */
    private static List<WorkItem> read(Call call, String column, Cursor.Place after, int limit) throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(column.equals("modified") ? Filter.notnull("modified") : Filter.isnull("modified"));
        if (after.stamp != Long.MIN_VALUE) {
            Date stamp = new Date(after.stamp);
            q.addFilter(Filter.or(Arrays.asList(Filter.gt(column, stamp),
                    Filter.and(Arrays.asList(Filter.eq(column, stamp), Filter.gt("id", after.id))))));
        }
        q.addOrdering(column, true);
        q.addOrdering("id", true);
        q.setResultLimit(limit + 1);
        return call.ctx.getObjects(WorkItem.class, q);
    }
}
