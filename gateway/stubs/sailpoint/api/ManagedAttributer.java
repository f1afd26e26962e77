package sailpoint.api;

import sailpoint.object.Application;
import sailpoint.object.ManagedAttribute;
import sailpoint.tools.GeneralException;

/** Signatures only, to compile against. Source: one unofficial source, the four-argument form. */
public class ManagedAttributer {
    public static ManagedAttribute get(SailPointContext ctx, Application application, String attribute, String value)
            throws GeneralException {
        throw new UnsupportedOperationException();
    }
}
