package sailpoint.api;

import com.iiqapprovals.gateway.host.Session;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import sailpoint.object.Identity;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public class ObjectUtil {
    public static <T extends SailPointObject> T lockObject(SailPointContext ctx, Class<T> type, PersistenceManager.LockParameters how)
            throws GeneralException {
        return ((Session) ctx).lock(type, how.id, how.seconds);
    }

    public static void unlockObject(SailPointContext ctx, SailPointObject object, String type) throws GeneralException {
        ((Session) ctx).unlock(object.getId());
    }

    public static Iterator<Object[]> getWorkgroupMembers(SailPointContext ctx, Identity group, List<String> columns) throws GeneralException {
        List<Object[]> rows = new ArrayList<>();
        for (String id : group.members) {
            Identity one = ((Session) ctx).db.get(Identity.class, id);
            if (one != null) {
                rows.add(((Session) ctx).row(one, columns));
            }
        }
        return rows.iterator();
    }

    public static Identity getIdentityOrWorkgroup(SailPointContext ctx, String id) throws GeneralException {
        return ctx.getObjectById(Identity.class, id);
    }
}
