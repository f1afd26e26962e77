package com.iiqapprovals.gateway.host;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import sailpoint.object.Application;
import sailpoint.object.Certification;
import sailpoint.object.CertificationAction;
import sailpoint.object.CertificationEntity;
import sailpoint.object.CertificationItem;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/** Runs queries over the tables with the logic of SQL: a comparison with nothing is neither true nor false. */
final class Query {
    private final Db db;

    Query(Db db) {
        this.db = db;
    }

    <T extends SailPointObject> List<T> run(Class<T> type, QueryOptions q) throws GeneralException {
        List<T> out = new ArrayList<>();
        Collection<SailPointObject> rows = db.table(type).values();
        String from = idFrom(q);
        Collection<SailPointObject> byStamp = db.stamps.rows(type, q);
        boolean ordered = byStamp != null || q.orderings.size() == 1 && q.orderings.get(0).equals("id");
        if (byStamp != null) {
            rows = byStamp;
        } else if (from != null) {
            rows = db.table(type).tailMap(from, false).values();
        }
        for (SailPointObject row : rows) {
            // An index may still have a row that its table has replaced.
            boolean passes = byStamp == null || db.get(type, row.id) == row;
            for (Filter f : q.filters) {
                passes &= Boolean.TRUE.equals(test(row, f));
            }
            if (passes) {
                out.add(type.cast(row));
                if (ordered && q.limit > 0 && out.size() >= q.first + q.limit) {
                    break;
                }
            }
        }
        sort(out, q);
        int first = Math.min(q.first, out.size());
        int last = q.limit > 0 ? Math.min(out.size(), first + q.limit) : out.size();
        return new ArrayList<>(out.subList(first, last));
    }

    private static String idFrom(QueryOptions q) {
        for (Filter f : q.filters) {
            if (f.op.equals("gt") && "id".equals(f.property)) {
                return (String) f.value;
            }
        }
        return null;
    }

    private <T extends SailPointObject> void sort(List<T> rows, QueryOptions q) throws GeneralException {
        Comparator<T> all = null;
        for (String one : q.orderings) {
            boolean down = one.startsWith("-");
            String property = down ? one.substring(1) : one;
            Comparator<T> c = (a, b) -> order(valueOf(a, property), valueOf(b, property));
            c = down ? c.reversed() : c;
            all = all == null ? c : all.thenComparing(c);
        }
        try {
            if (all != null) {
                rows.sort(all);
            }
        } catch (IllegalArgumentException e) {
            throw new GeneralException(e.getMessage());
        }
    }

    private int order(Object a, Object b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        return compare(a, b);
    }

    private Boolean test(SailPointObject row, Filter f) throws GeneralException {
        switch (f.op) {
            case "and":
            case "or":
                return joined(row, f);
            case "not":
                Boolean inner = test(row, f.parts.get(0));
                return inner == null ? null : !inner;
            default:
        }
        Object v;
        try {
            v = valueOf(row, f.property);
        } catch (IllegalArgumentException e) {
            throw new GeneralException(e.getMessage());
        }
        if (f.op.equals("isnull") || f.op.equals("notnull")) {
            return f.op.equals("isnull") == (v == null);
        }
        if (v == null || f.value == null) {
            return null;
        }
        switch (f.op) {
            case "in":
                return ((Collection<?>) f.value).stream().anyMatch(one -> compare(v, one) == 0);
            case "likeSTART":
                return String.valueOf(v).startsWith(String.valueOf(f.value));
            case "ieq":
                return String.valueOf(v).toLowerCase(Locale.ROOT).equals(String.valueOf(f.value).toLowerCase(Locale.ROOT));
            case "eq":
                return compare(v, f.value) == 0;
            case "ne":
                return compare(v, f.value) != 0;
            case "lt":
                return compare(v, f.value) < 0;
            case "le":
                return compare(v, f.value) <= 0;
            case "gt":
                return compare(v, f.value) > 0;
            default:
                return compare(v, f.value) >= 0;
        }
    }

    private Boolean joined(SailPointObject row, Filter f) throws GeneralException {
        boolean end = f.op.equals("or");
        Boolean out = !end;
        for (Filter part : f.parts) {
            Boolean one = test(row, part);
            if (one != null && one == end) {
                return end;
            }
            out = one == null ? null : out;
        }
        return out;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(Object a, Object b) {
        if (a instanceof Enum || b instanceof Enum) {
            return String.valueOf(a).compareTo(String.valueOf(b));
        }
        if (a instanceof Number && b instanceof Number) {
            return Long.compare(((Number) a).longValue(), ((Number) b).longValue());
        }
        if (a.getClass() != b.getClass()) {
            throw new IllegalArgumentException("a value of the wrong type");
        }
        return ((Comparable) a).compareTo(b);
    }

    /** A property of a row; a dotted one leads over a reference. One that the class does not have fails the call. */
    Object valueOf(SailPointObject row, String property) {
        int dot = property.indexOf('.');
        if (dot < 0) {
            return field(row, property);
        }
        if (row instanceof CertificationItem && property.startsWith("action.")) {
            CertificationAction a = ((CertificationItem) row).action;
            return a == null ? null : a.status;
        }
        String id = (String) field(row, property.substring(0, dot) + "Id");
        String rest = property.substring(dot + 1);
        if (rest.equals("id") || id == null) {
            return id;
        }
        SailPointObject other = property.startsWith("certification.") ? db.get(Certification.class, id)
                : property.startsWith("parent.") ? db.get(CertificationEntity.class, id)
                : property.startsWith("application.") ? db.get(Application.class, id) : db.get(Identity.class, id);
        return other == null ? null : valueOf(other, rest);
    }

    private static Object field(SailPointObject row, String name) {
        for (Field f : Copier.fields(row.getClass())) {
            if (f.getName().equals(name)) {
                try {
                    Object v = f.get(row);
                    return v instanceof Date ? new Date(((Date) v).getTime()) : v;
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new IllegalArgumentException("could not resolve property: " + name);
    }
}
