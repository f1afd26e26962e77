package com.iiqapprovals.gateway;

import java.util.Iterator;
import java.util.Map;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;
import sailpoint.tools.Util;

/** How many of the same manager's people have an access already. Counting costs, so it stops at a budget, and rests when IIQ fails. */
final class Peers {
    private static final long REST_NANOS = 600_000_000_000L;
    private static volatile long restUntil = System.nanoTime();

    private final Call call;
    private final String target;
    private final long until;
    private Class<? extends SailPointObject> entitlements;
    private String manager;
    private int team;

    Peers(Call call, Item item) {
        this.call = call;
        this.target = item.source.getTargetId();
        long budget = call.settings.number("peersTimeout", 500, 0, 10_000) * 1_000_000L;
        this.until = System.nanoTime() + budget;
        if (budget == 0 || target == null || System.nanoTime() < restUntil) {
            return;
        }
        try {
            entitlements = Class.forName("sailpoint.object.IdentityEntitlement").asSubclass(SailPointObject.class);
            manager = manager();
            team = manager == null ? 0 : call.ctx.countObjects(Identity.class, colleagues(""));
        } catch (ReflectiveOperationException | GeneralException | RuntimeException | LinkageError e) {
            rest();
        }
    }

    /** The peers who have what a line asks for, or null where that is not told. */
    Map<String, Object> of(Line line) {
        if (team == 0 || manager == null || line.values.size() != 1 || !line.operation.equals("Add") || System.nanoTime() > until) {
            return null;
        }
        try {
            QueryOptions q = colleagues("identity.");
            boolean role = line.application.equals("IIQ") || line.application.equals("IdentityIQ");
            q.addFilter(role ? Filter.isnull("application") : Filter.eq("application.name", line.application));
            q.addFilter(Filter.eq("name", line.name));
            q.addFilter(Filter.eq("value", line.values.get(0)));
            int have = call.ctx.countObjects(entitlements, q);
            if (System.nanoTime() > until) {
                restUntil = System.nanoTime() + REST_NANOS;
            }
            return Deed.fields("scope", "manager", "have", Math.min(have, team), "of", team);
        } catch (GeneralException | RuntimeException e) {
            rest();
            return null;
        }
    }

    /** Counts again at once, for tests. */
    static void forget() {
        restUntil = System.nanoTime();
    }

    private void rest() {
        manager = null;
        restUntil = System.nanoTime() + REST_NANOS;
    }

    private QueryOptions colleagues(String prefix) {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq(prefix + "manager.id", manager));
        q.addFilter(Filter.eq(prefix + "inactive", Boolean.FALSE));
        q.addFilter(Filter.ne(prefix + "id", target));
        return q;
    }

    private String manager() throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("id", target));
        q.setResultLimit(1);
        Iterator<Object[]> it = call.ctx.search(Identity.class, q, java.util.Collections.singletonList("manager.id"));
        String found = it.hasNext() ? (String) it.next()[0] : null;
        Util.flushIterator(it);
        return found;
    }
}
