package sailpoint.object;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class IdentityRequestItem implements com.iiqapprovals.gateway.host.Copied {
    public String application;
    public String operation;
    public String name;
    public Object value;
    public String nativeIdentity;

    public String getApplication() {
        return application;
    }

    public String getOperation() {
        return operation;
    }

    public String getName() {
        return name;
    }

    public Object getValue() {
        return value;
    }

    public String getNativeIdentity() {
        return nativeIdentity;
    }
}
