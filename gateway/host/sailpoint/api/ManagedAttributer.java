package sailpoint.api;

import sailpoint.object.Application;
import sailpoint.object.ManagedAttribute;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public class ManagedAttributer {
    public static ManagedAttribute get(SailPointContext ctx, Application application, String attribute, String value) throws GeneralException {
        return ctx.getObjectByName(ManagedAttribute.class, application.getName() + "\u0000" + attribute + "\u0000" + value);
    }
}
