package sailpoint.api;

import java.util.Iterator;
import java.util.List;
import sailpoint.object.Identity;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class ObjectUtil {
    public static <T extends SailPointObject> T lockObject(SailPointContext ctx, Class<T> type, PersistenceManager.LockParameters how)
            throws GeneralException {
        throw new UnsupportedOperationException();
    }

    public static void unlockObject(SailPointContext ctx, SailPointObject object, String type) throws GeneralException {
        throw new UnsupportedOperationException();
    }

    public static Iterator<Object[]> getWorkgroupMembers(SailPointContext ctx, Identity group, List<String> columns)
            throws GeneralException {
        throw new UnsupportedOperationException();
    }

    public static Identity getIdentityOrWorkgroup(SailPointContext ctx, String id) throws GeneralException {
        throw new UnsupportedOperationException();
    }
}
