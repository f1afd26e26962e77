package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sailpoint.object.Filter;
import sailpoint.object.QueryOptions;

/** The parameters of a compatible list: limit, offset, filter, orderby, attributes. */
final class ListQuery {
    final int limit;
    final int offset;
    /** The columns asked for, null where none were. */
    final List<String> attributes;
    private final Filter filter;
    private final List<String> order;

    ListQuery(Map<String, String> given, Map<String, Columns.Kind> columns, int page) {
        limit = Math.min(page, whole(given.get("limit"), Math.min(page, 100), 1));
        offset = whole(given.get("offset"), 0, 0);
        filter = FilterText.read(given.get("filter"), columns);
        order = ordering(given.get("orderby"), columns);
        attributes = names(given.get("attributes"), columns);
    }

    /** The query of one page, in an order that is whole: ties go by id. */
    QueryOptions options(Filter also, int first, int count) {
        QueryOptions q = new QueryOptions();
        if (filter != null) {
            q.addFilter(filter);
        }
        if (also != null) {
            q.addFilter(also);
        }
        boolean byId = false;
        for (String one : order) {
            boolean down = one.startsWith("-");
            String name = down ? one.substring(1) : one;
            q.addOrdering(name, !down);
            byId |= name.equals("id");
        }
        if (!byId) {
            q.addOrdering("id", true);
        }
        if (first > 0) {
            q.setFirstRow(first);
        }
        q.setResultLimit(count);
        return q;
    }

    private static int whole(String text, int fallback, int least) {
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        try {
            int n = Integer.parseInt(text);
            if (n >= least) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refused("bad_filter", "limit or offset is not a number from " + least);
    }

    private static List<String> ordering(String text, Map<String, Columns.Kind> columns) {
        List<String> out = new ArrayList<>();
        if (text == null || text.trim().isEmpty()) {
            return out;
        }
        for (String one : text.split(",", -1)) {
            String name = one.trim();
            Columns.Kind kind = columns.get(name.startsWith("-") ? name.substring(1) : name);
            if (kind == null || kind == Columns.Kind.MANY || out.size() > 10) {
                throw new Refused("bad_column", "an order by a column that is not offered");
            }
            out.add(name);
        }
        return out;
    }

    private static List<String> names(String text, Map<String, Columns.Kind> columns) {
        if (text == null || text.trim().isEmpty()) {
            return null;
        }
        List<String> out = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            if (!columns.containsKey(one.trim()) || out.size() > 50) {
                throw new Refused("bad_column", "a column that is not offered");
            }
            out.add(one.trim());
        }
        return out;
    }
}
