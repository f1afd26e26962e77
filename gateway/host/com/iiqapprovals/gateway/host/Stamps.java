package com.iiqapprovals.gateway.host;

import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import sailpoint.object.Filter;
import sailpoint.object.QueryOptions;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;

/** The indexes on the stamps of work items, as a database has them: without, each page of changes would read every row. */
final class Stamps {
    private final ConcurrentSkipListMap<Key, SailPointObject> changed = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Key, SailPointObject> untouched = new ConcurrentSkipListMap<>();

    /** A stamp, then an id. */
    private static final class Key implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.<Key>comparingLong(k -> k.stamp).thenComparing(k -> k.id);
        private final long stamp;
        private final String id;

        Key(long stamp, String id) {
            this.stamp = stamp;
            this.id = id;
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Follows a row that was replaced, after its table; either may be null. What is new is there before the old is gone. */
    void replaced(SailPointObject before, SailPointObject now) {
        Key gone = key(before);
        Key put = key(now);
        if (put != null) {
            of(now).put(put, now);
        }
        if (gone != null && (put == null || of(before) != of(now) || gone.compareTo(put) != 0)) {
            of(before).remove(gone);
        }
    }

    /** Where a row stands; null for what is in no index. */
    private static Key key(SailPointObject row) {
        Date stamp = !(row instanceof WorkItem) ? null : row.modified == null ? row.created : row.modified;
        return stamp == null ? null : new Key(stamp.getTime(), row.id);
    }

    private ConcurrentSkipListMap<Key, SailPointObject> of(SailPointObject row) {
        return row.modified == null ? untouched : changed;
    }

    /** The rows that can pass a query for changes, in its order; null for any other query. The query's filters still have to be asked. */
    Collection<SailPointObject> rows(Class<?> type, QueryOptions q) {
        if (type != WorkItem.class || q.orderings.size() != 2 || !q.orderings.get(1).equals("id")) {
            return null;
        }
        boolean modified = q.orderings.get(0).equals("modified") && has(q.filters, "notnull");
        if (!modified && !(q.orderings.get(0).equals("created") && has(q.filters, "isnull"))) {
            return null;
        }
        Date from = from(q.filters, q.orderings.get(0));
        ConcurrentSkipListMap<Key, SailPointObject> all = modified ? changed : untouched;
        return from == null ? all.values() : all.tailMap(new Key(from.getTime(), ""), true).values();
    }

    private static boolean has(List<Filter> filters, String op) {
        return filters.stream().anyMatch(f -> f.op.equals(op) && "modified".equals(f.property));
    }

    /** The least stamp that a filter "later than, or then and a later id" lets through, or null. */
    private static Date from(List<Filter> filters, String column) {
        for (Filter f : filters) {
            Filter first = f.op.equals("or") && f.parts.size() == 2 ? f.parts.get(0) : null;
            Filter other = first == null || !f.parts.get(1).op.equals("and") ? null : f.parts.get(1).parts.get(0);
            boolean keyset = other != null && first.op.equals("gt") && other.op.equals("eq") && column.equals(first.property)
                    && column.equals(other.property) && first.value instanceof Date && first.value.equals(other.value);
            if (keyset) {
                return (Date) first.value;
            }
        }
        return null;
    }

    void clear() {
        changed.clear();
        untouched.clear();
    }
}
