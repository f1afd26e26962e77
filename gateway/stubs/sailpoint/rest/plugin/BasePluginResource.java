package sailpoint.rest.plugin;

import sailpoint.api.SailPointContext;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/**
 * Signatures only, to compile against. Source: developer.sailpoint.com, IdentityIQ plugin developer guide;
 * github instrumental-id/iiq-common-public (Apache-2.0).
 */
public abstract class BasePluginResource {
    public SailPointContext getContext() {
        throw new UnsupportedOperationException();
    }

    public Identity getLoggedInUser() throws GeneralException {
        throw new UnsupportedOperationException();
    }

    public String getLoggedInUserName() throws GeneralException {
        throw new UnsupportedOperationException();
    }

    public String getSettingString(String name) {
        throw new UnsupportedOperationException();
    }

    public abstract String getPluginName();
}
