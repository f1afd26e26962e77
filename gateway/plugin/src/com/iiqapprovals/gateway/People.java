package com.iiqapprovals.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sailpoint.api.ObjectUtil;
import sailpoint.api.SailPointContext;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;
import sailpoint.tools.Util;

/** Identities and workgroups. Groups may hold groups, and may form a circle. */
final class People {
    /** How many groups deep a member may be. */
    static final int DEPTH = 10;
    private static final int MEMBERS = 100_000;
    private static final List<String> COLUMNS = Arrays.asList("id", "name", "email", "displayName", "workgroup", "inactive");

    private final SailPointContext ctx;

    People(SailPointContext ctx) {
        this.ctx = ctx;
    }

    /** What to do with one member; true ends the walk. */
    private interface Visit {
        boolean member(Object[] row);
    }

    /** The active person of an id, or the word that says why there is none. */
    Identity activePerson(String id) throws GeneralException {
        Identity who = Ids.valid(id) ? ctx.getObjectById(Identity.class, id) : null;
        if (who == null || who.isWorkgroup()) {
            throw new Refused("unknown_approver", who == null ? "no identity has the approver's id" : "the approver is a workgroup");
        }
        if (who.isInactive()) {
            throw new Refused("inactive", "the approver is inactive");
        }
        return who;
    }

    /** Whether a person is the owner, or in the group that is. */
    boolean belongs(final String person, Identity owner) throws GeneralException {
        if (owner == null) {
            return false;
        }
        if (!owner.isWorkgroup()) {
            return owner.getId().equals(person);
        }
        return walk(owner, new Visit() {
            @Override
            public boolean member(Object[] row) {
                return person.equals(row[0]);
            }
        });
    }

    /** The people of a group, nested groups expanded, the active ones alone. */
    List<Map<String, Object>> members(Identity group) throws GeneralException {
        final Map<String, Map<String, Object>> out = new LinkedHashMap<>();
        walk(group, new Visit() {
            @Override
            public boolean member(Object[] row) {
                if (!Boolean.TRUE.equals(row[5])) {
                    Map<String, Object> one = new LinkedHashMap<>();
                    for (int i = 0; i < 4; i++) {
                        one.put(COLUMNS.get(i), row[i]);
                    }
                    one.put("workgroup", Boolean.FALSE);
                    out.put((String) row[0], one);
                }
                return false;
            }
        });
        return new ArrayList<>(out.values());
    }

    /** Shows each person of a group to visit, however deep, until it has seen enough. */
    private boolean walk(Identity top, Visit visit) throws GeneralException {
        Set<String> seen = new HashSet<>();
        Deque<Identity> now = new ArrayDeque<>();
        now.add(top);
        seen.add(top.getId());
        for (int depth = 0; depth < DEPTH && !now.isEmpty(); depth++) {
            Deque<Identity> below = new ArrayDeque<>();
            for (Identity group : now) {
                for (Object[] row : direct(group)) {
                    if (!Boolean.TRUE.equals(row[4])) {
                        if (visit.member(row)) {
                            return true;
                        }
                    } else if (seen.add((String) row[0])) {
                        Identity inner = ObjectUtil.getIdentityOrWorkgroup(ctx, (String) row[0]);
                        if (inner != null) {
                            below.add(inner);
                        }
                    }
                }
            }
            now = below;
        }
        return false;
    }

    private List<Object[]> direct(Identity group) throws GeneralException {
        List<Object[]> rows = new ArrayList<>();
        Iterator<Object[]> it = ObjectUtil.getWorkgroupMembers(ctx, group, COLUMNS);
        if (it == null) {
            return rows;
        }
        try {
            while (it.hasNext()) {
                rows.add(it.next());
                if (rows.size() > MEMBERS) {
                    throw new GeneralException("a workgroup has more members than are read");
                }
            }
        } finally {
            Util.flushIterator(it);
        }
        return rows;
    }

    /** A reference for an answer. */
    static Map<String, Object> reference(Identity who) {
        if (who == null) {
            return null;
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", who.getId());
        out.put("name", who.getName());
        if (who.isWorkgroup()) {
            out.put("workgroup", Boolean.TRUE);
        }
        return out;
    }
}
