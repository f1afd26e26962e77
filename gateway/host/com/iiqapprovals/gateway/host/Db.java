package com.iiqapprovals.gateway.host;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import sailpoint.api.ObjectAlreadyLockedException;
import sailpoint.object.Identity;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** The tables of the stand-in for IIQ. A row is never changed in place: it is replaced. */
public final class Db {
    final Map<Class<?>, ConcurrentSkipListMap<String, SailPointObject>> tables = new ConcurrentHashMap<>();
    private final Map<Class<?>, ConcurrentHashMap<String, String>> names = new ConcurrentHashMap<>();
    final Stamps stamps = new Stamps();
    /** Items that ended, as they ended. */
    final Map<String, WorkItem> ended = new ConcurrentHashMap<>();
    /** The plugin's settings. */
    public final Map<String, String> settings = new ConcurrentHashMap<>();
    final Map<String, String> settingsAtStart = new HashMap<>();
    final Map<String, Long> delays = new ConcurrentHashMap<>();
    final Map<String, Integer> failures = new ConcurrentHashMap<>();
    final Map<String, Integer> calls = new ConcurrentHashMap<>();
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    volatile boolean missingRowThrows;
    private final Map<String, Object> locks = new HashMap<>();
    /** Until when rows are held that nobody lets go before, by System.nanoTime. */
    private final Map<String, Long> heldUntil = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private int itemNumber;
    private int requestNumber;

    ConcurrentSkipListMap<String, SailPointObject> table(Class<?> type) {
        return tables.computeIfAbsent(type, t -> new ConcurrentSkipListMap<>());
    }

    public <T extends SailPointObject> T get(Class<T> type, String id) {
        return id == null ? null : type.cast(table(type).get(id));
    }

    <T extends SailPointObject> T byName(Class<T> type, String name) {
        String id = name == null ? null : names.computeIfAbsent(type, t -> new ConcurrentHashMap<>()).get(name);
        return get(type, id);
    }

    /** An identity by id or name, as the control calls name them. */
    Identity who(String idOrName) {
        Identity one = get(Identity.class, idOrName);
        one = one == null ? byName(Identity.class, idOrName) : one;
        if (one == null) {
            throw new Control.Unknown("find identity \"" + idOrName + "\": unknown object");
        }
        return one;
    }

    void put(SailPointObject row) {
        SailPointObject before = table(row.getClass()).put(row.id, row);
        if (before != null && before.name != null && !before.name.equals(row.name)) {
            names.get(row.getClass()).remove(before.name);
        }
        if (row.name != null) {
            names.computeIfAbsent(row.getClass(), t -> new ConcurrentHashMap<>()).put(row.name, row.id);
        }
        stamps.replaced(before, row);
    }

    void remove(SailPointObject row) {
        stamps.replaced(table(row.getClass()).remove(row.id), null);
        if (row.name != null && names.containsKey(row.getClass())) {
            names.get(row.getClass()).remove(row.name);
        }
    }

    String newId() {
        byte[] raw = new byte[14];
        random.nextBytes(raw);
        StringBuilder out = new StringBuilder("7f00");
        for (byte b : raw) {
            out.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return out.toString();
    }

    synchronized String nextItem() {
        return String.format("%010d", ++itemNumber);
    }

    synchronized String nextRequest() {
        return String.format("%010d", ++requestNumber);
    }

    Date now() {
        return new Date();
    }

    /** Takes a row's lock for somebody. */
    void lock(String id, Object by, long millis) throws GeneralException {
        long until = System.nanoTime() + millis * 1_000_000;
        synchronized (locks) {
            while (locks.containsKey(id) && locks.get(id) != by) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0 || heldBeyond(id, until)) {
                    throw new ObjectAlreadyLockedException();
                }
                try {
                    locks.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ObjectAlreadyLockedException();
                }
            }
            locks.put(id, by);
        }
    }

    /** Takes a row's lock for a time. Whoever would not wait as long as that is told at once what they would be told in the end. */
    void hold(String id, Object by, long millis) throws GeneralException {
        lock(id, by, 5000);
        synchronized (locks) {
            heldUntil.put(id, System.nanoTime() + millis * 1_000_000);
        }
    }

    private boolean heldBeyond(String id, long until) {
        Long held = heldUntil.get(id);
        return held != null && held - until > 0;
    }

    void unlock(String id, Object by) {
        synchronized (locks) {
            if (locks.get(id) == by) {
                locks.remove(id);
                heldUntil.remove(id);
                locks.notifyAll();
            }
        }
    }

    void unlockAll(Object by) {
        synchronized (locks) {
            locks.values().removeIf(v -> v == by);
            locks.notifyAll();
        }
    }

    void pause(String what) {
        long millis = delays.getOrDefault(what, 0L);
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Fails where a control call has asked for it. */
    void mayFail(String what) throws GeneralException {
        synchronized (failures) {
            int left = failures.getOrDefault(what, 0);
            if (left > 0) {
                failures.put(what, left - 1);
                throw new GeneralException("asked to fail: " + what);
            }
        }
    }

    void counted(String call) {
        calls.merge(call, 1, Integer::sum);
    }

    synchronized void clear() {
        tables.clear();
        names.clear();
        stamps.clear();
        ended.clear();
        delays.clear();
        failures.clear();
        calls.clear();
        log.clear();
        missingRowThrows = false;
        settings.clear();
        settings.putAll(settingsAtStart);
    }
}
