package sailpoint.rest.plugin;

import com.iiqapprovals.gateway.host.Session;
import sailpoint.api.SailPointContext;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public abstract class BasePluginResource {
    public SailPointContext getContext() {
        return Session.current();
    }

    public Identity getLoggedInUser() throws GeneralException {
        return Session.current().user;
    }

    public String getLoggedInUserName() throws GeneralException {
        return Session.current().user.getName();
    }

    public String getSettingString(String name) {
        return Session.current().db.settings.get(name);
    }

    public abstract String getPluginName();
}
