package com.iiqapprovals.gateway;

import sailpoint.api.ObjectUtil;
import sailpoint.api.PersistenceManager;
import sailpoint.api.SailPointContext;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/** Takes row locks. The end of the transaction gives them back. */
final class Rows {
    private static final int SECONDS = 5;

    private Rows() {
    }

    /**
     * Locks a row and reads it as it is under the lock; null where it is gone. Whatever was read before is forgotten first, so
     * that what is judged is not older than the lock.
     */
    static <T extends SailPointObject> T lock(SailPointContext ctx, Class<T> type, String id) throws GeneralException {
        ctx.decache();
        PersistenceManager.LockParameters how = PersistenceManager.LockParameters.createById(id, PersistenceManager.LOCK_TYPE_TRANSACTION);
        how.setLockTimeout(SECONDS);
        try {
            return ObjectUtil.lockObject(ctx, type, how);
        } catch (GeneralException | RuntimeException e) {
            if (busy(e)) {
                throw new Refused("busy", "the row is locked by somebody else", SECONDS);
            }
            // Whether a missing row is null or an exception is not published.
            ctx.rollbackTransaction();
            ctx.decache();
            if (ctx.getObjectById(type, id) == null) {
                return null;
            }
            throw e;
        }
    }

    /** The exception's package differs between versions, its name does not. */
    private static boolean busy(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t.getClass().getSimpleName().equals("ObjectAlreadyLockedException")) {
                return true;
            }
        }
        return false;
    }
}
