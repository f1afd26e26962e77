package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sailpoint.object.Filter;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;
import sailpoint.tools.Util;

/** Every item as a bare row, so that a sweep over all of them is a few calls. */
final class States {
    private static final List<String> READ = Arrays.asList("id", "created", "modified", "owner.id", "state");

    private States() {
    }

    static Answer page(Call call, Map<String, String> given) throws GeneralException {
        int limit = limit(given.get("limit"), call.settings.states());
        String after = given.get("after");
        if (after != null && !after.isEmpty() && !Ids.valid(after)) {
            throw new Refused("bad_id", "after is not 32 hexadecimal characters");
        }
        List<Object> rows = new ArrayList<>();
        String from = after == null ? "" : after;
        while (rows.size() < limit) {
            int wanted = limit - rows.size();
            List<Object[]> found = read(call, from, wanted);
            Set<String> hidden = hidden(call, found);
            for (Object[] row : found) {
                from = (String) row[0];
                if (!hidden.contains(from)) {
                    rows.add(shown(row));
                }
            }
            if (found.size() < wanted) {
                break;
            }
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("columns", Arrays.asList("id", "stamp", "owner", "state"));
        out.put("rows", rows);
        return Answer.json(200, out);
    }

    static int limit(String text, int most) {
        if (text == null || text.isEmpty()) {
            return most;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
            throw new Refused("bad_filter", "limit is not a number from 1");
        }
        return Math.min(most, Integer.parseInt(text));
    }

    private static List<Object[]> read(Call call, String after, int count) throws GeneralException {
        QueryOptions q = new QueryOptions();
        if (!after.isEmpty()) {
            q.addFilter(Filter.gt("id", after));
        }
        q.addOrdering("id", true);
        q.setResultLimit(count);
        List<Object[]> out = new ArrayList<>();
        Iterator<Object[]> it = call.ctx.search(WorkItem.class, q, READ);
        try {
            while (it.hasNext()) {
                out.add(it.next());
            }
        } finally {
            Util.flushIterator(it);
        }
        return out;
    }

    /** Those that the administrator keeps out. Only a setting that names applications makes whole items be read for it. */
    private static Set<String> hidden(Call call, List<Object[]> rows) throws GeneralException {
        Set<String> out = new HashSet<>();
        for (int i = 0; call.gate.excludes() && i < rows.size(); i += 250) {
            List<String> ids = new ArrayList<>();
            for (Object[] row : rows.subList(i, Math.min(rows.size(), i + 250))) {
                ids.add((String) row[0]);
            }
            QueryOptions q = new QueryOptions();
            q.addFilter(Filter.in("id", ids));
            out.addAll(ids);
            for (Item one : Lists.visible(call, call.ctx.getObjects(WorkItem.class, q))) {
                out.remove(one.source.getId());
            }
            call.ctx.decache();
        }
        return out;
    }

    private static Object shown(Object[] row) {
        Date stamp = row[2] == null ? (Date) row[1] : (Date) row[2];
        return Arrays.asList(row[0], stamp == null ? null : Long.valueOf(stamp.getTime()), row[3], row[4] == null ? null : Soft.asText(row[4]));
    }
}
