package sailpoint.api;

import java.util.Iterator;
import java.util.List;
import sailpoint.object.QueryOptions;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public interface SailPointContext extends PersistenceManager {
    <T extends SailPointObject> T getObjectById(Class<T> type, String id) throws GeneralException;

    <T extends SailPointObject> T getObjectByName(Class<T> type, String name) throws GeneralException;

    <T extends SailPointObject> List<T> getObjects(Class<T> type, QueryOptions options) throws GeneralException;

    <T extends SailPointObject> Iterator<Object[]> search(Class<T> type, QueryOptions options, List<String> columns) throws GeneralException;

    <T extends SailPointObject> int countObjects(Class<T> type, QueryOptions options) throws GeneralException;

    void saveObject(SailPointObject object) throws GeneralException;

    void commitTransaction() throws GeneralException;

    void rollbackTransaction() throws GeneralException;

    void decache() throws GeneralException;
}
