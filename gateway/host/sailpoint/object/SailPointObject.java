package sailpoint.object;

import com.iiqapprovals.gateway.host.Session;
import java.util.Date;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public abstract class SailPointObject implements com.iiqapprovals.gateway.host.Copied {
    public String id;
    public String name;
    public String description;
    public String ownerId;
    public Date created;
    public Date modified;
    public long version;

    public String getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public String getDescription() {
        return description;
    }

    public Date getCreated() {
        return created;
    }

    public Date getModified() {
        return modified;
    }

    public Identity getOwner() {
        return Session.identity(ownerId);
    }

    public void setOwner(Identity owner) {
        ownerId = owner == null ? null : owner.getId();
    }
}
