package sailpoint.object;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class IdentityEntitlement extends SailPointObject {
    public String identityId;
    public String application;
    public String applicationId;
    public String value;
}
