package sailpoint.object;

import java.util.Date;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class CertificationEntity extends SailPointObject {
    public String identity;
    public String targetDisplayName;
    public String summaryStatus;
    public Date completed;
    public String type;
    public String application;
    public String nativeIdentity;

    public String certificationId;

    public String getIdentity() {
        return identity;
    }

    public String getTargetDisplayName() {
        return targetDisplayName;
    }

    public String getSummaryStatus() {
        return summaryStatus;
    }

    public Date getCompleted() {
        return completed;
    }

    public String getType() {
        return type;
    }

    public String getApplication() {
        return application;
    }

    public String getNativeIdentity() {
        return nativeIdentity;
    }
}
