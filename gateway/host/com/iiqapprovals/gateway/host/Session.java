package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.api.SailPointContext;
import sailpoint.object.CertificationEntity;
import sailpoint.object.CertificationItem;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/**
 * One request's view of the tables, with the habits of a persistence layer that bite: what is loaded is kept and given again, and
 * whatever was changed on it is written by the next commit, whether it was saved or not. A row that somebody else changed meanwhile
 * fails the commit.
 */
public final class Session implements SailPointContext {
    private static final ThreadLocal<Session> CURRENT = new ThreadLocal<>();

    public final Db db;
    public final Identity user;
    private final Map<String, SailPointObject> loaded = new LinkedHashMap<>();
    private final Map<String, SailPointObject> asRead = new LinkedHashMap<>();
    private final Map<String, SailPointObject> deleted = new LinkedHashMap<>();

    Session(Db db, Identity user) {
        this.db = db;
        this.user = user;
    }

    public static Session current() {
        return CURRENT.get();
    }

    static void set(Session s) {
        if (s == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(s);
        }
    }

    /** The identity behind a reference, loaded into the session of the thread. */
    public static Identity identity(String id) {
        return id == null ? null : current().load(current().db.get(Identity.class, id));
    }

    /** The entity of a review's line. */
    public static CertificationEntity entity(String id) {
        return id == null ? null : current().load(current().db.get(CertificationEntity.class, id));
    }

    /** How many lines a review has, or how many of them are complete; of a review without lines, its entities. */
    public static int count(String review, boolean complete) {
        Db db = current().db;
        int entities = 0;
        int lines = 0;
        int n = 0;
        for (SailPointObject one : db.table(CertificationItem.class).values()) {
            CertificationItem i = (CertificationItem) current().now(one);
            CertificationEntity e = db.get(CertificationEntity.class, i.parentId);
            if (e != null && review.equals(e.certificationId)) {
                lines++;
                n += !complete || "Complete".equals(i.summaryStatus) ? 1 : 0;
            }
        }
        for (SailPointObject one : db.table(CertificationEntity.class).values()) {
            CertificationEntity e = (CertificationEntity) current().now(one);
            entities += review.equals(e.certificationId) && (!complete || "Complete".equals(e.summaryStatus)) ? 1 : 0;
        }
        return lines > 0 ? n : entities;
    }

    /** A row as this session has it. */
    private SailPointObject now(SailPointObject row) {
        SailPointObject known = loaded.get(row.id);
        return known == null ? row : known;
    }

    @SuppressWarnings("unchecked")
    private <T extends SailPointObject> T load(T row) {
        if (row == null || deleted.containsKey(row.id)) {
            return null;
        }
        SailPointObject known = loaded.get(row.id);
        if (known == null) {
            known = Copier.copy(row);
            loaded.put(row.id, known);
            asRead.put(row.id, row);
        }
        return (T) known;
    }

    @Override
    public <T extends SailPointObject> T getObjectById(Class<T> type, String id) throws GeneralException {
        db.counted("getObjectById");
        return load(db.get(type, id));
    }

    @Override
    public <T extends SailPointObject> T getObjectByName(Class<T> type, String name) throws GeneralException {
        db.counted("getObjectByName");
        return load(db.byName(type, name));
    }

    @Override
    public <T extends SailPointObject> List<T> getObjects(Class<T> type, QueryOptions options) throws GeneralException {
        db.counted("getObjects");
        db.pause("search_ms");
        List<T> out = new ArrayList<>();
        for (T row : new Query(db).run(type, options)) {
            T one = load(row);
            if (one != null) {
                out.add(one);
            }
        }
        return out;
    }

    @Override
    public <T extends SailPointObject> Iterator<Object[]> search(Class<T> type, QueryOptions options, List<String> columns)
            throws GeneralException {
        db.counted("search");
        db.pause("search_ms");
        List<Object[]> out = new ArrayList<>();
        for (T row : new Query(db).run(type, options)) {
            out.add(row(row, columns));
        }
        return out.iterator();
    }

    /** The columns of one row. */
    public Object[] row(SailPointObject row, List<String> columns) throws GeneralException {
        Object[] out = new Object[columns.size()];
        try {
            for (int i = 0; i < out.length; i++) {
                out[i] = new Query(db).valueOf(row, columns.get(i));
            }
        } catch (IllegalArgumentException e) {
            throw new GeneralException(e.getMessage());
        }
        return out;
    }

    @Override
    public <T extends SailPointObject> int countObjects(Class<T> type, QueryOptions options) throws GeneralException {
        return new Query(db).run(type, options).size();
    }

    @Override
    public void saveObject(SailPointObject object) throws GeneralException {
        db.counted("saveObject");
        db.mayFail("save");
        if (object.id == null) {
            object.id = db.newId();
        }
        loaded.put(object.id, object);
    }

    /** Takes a row's lock and reads it. What the session had read before is what it gets again, stale or not. */
    public <T extends SailPointObject> T lock(Class<T> type, String id, int seconds) throws GeneralException {
        db.counted("lockObject");
        db.pause("lock_ms");
        db.lock(id, this, seconds * 1000L);
        T row = db.get(type, id);
        if (row == null) {
            db.unlock(id, this);
            if (db.missingRowThrows) {
                throw new GeneralException("no such row");
            }
            return null;
        }
        return load(row);
    }

    public void unlock(String id) {
        db.unlock(id, this);
    }

    void delete(SailPointObject object) {
        loaded.remove(object.id);
        deleted.put(object.id, object);
    }

    @Override
    public void commitTransaction() throws GeneralException {
        db.counted("commitTransaction");
        db.mayFail("commit");
        db.pause("commit_ms");
        synchronized (db) {
            Date now = db.now();
            List<SailPointObject> changed = new ArrayList<>();
            for (SailPointObject one : loaded.values()) {
                SailPointObject before = asRead.get(one.id);
                if (before == null || !Copier.same(before, one)) {
                    changed.add(one);
                }
            }
            for (SailPointObject one : changed) {
                SailPointObject there = db.get(one.getClass(), one.id);
                if (asRead.containsKey(one.id) && (there == null || there.version != one.version)) {
                    throw new GeneralException("the row was changed by another transaction");
                }
            }
            for (SailPointObject one : deleted.values()) {
                SailPointObject there = db.get(one.getClass(), one.id);
                if (there == null || there.version != one.version) {
                    throw new GeneralException("the row was deleted by another transaction");
                }
            }
            for (SailPointObject one : changed) {
                SailPointObject row = Copier.copy(one);
                row.version++;
                if (asRead.containsKey(one.id)) {
                    row.modified = now;
                } else {
                    row.created = row.created == null ? now : row.created;
                }
                db.put(row);
            }
            deleted.values().forEach(db::remove);
        }
        forget();
        db.unlockAll(this);
    }

    @Override
    public void rollbackTransaction() throws GeneralException {
        forget();
        db.unlockAll(this);
    }

    @Override
    public void decache() throws GeneralException {
        forget();
    }

    private void forget() {
        loaded.clear();
        asRead.clear();
        deleted.clear();
    }
}
