package sailpoint.object;

import com.iiqapprovals.gateway.host.Session;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class CertificationItem extends SailPointObject {
    public String parentId;
    public String type;
    public String exceptionApplication;
    public String exceptionAttributeName;
    public String exceptionAttributeValue;
    public String bundle;
    public String summaryStatus;
    public CertificationAction action;

    public CertificationAction getAction() {
        return action;
    }

    public CertificationEntity getParent() {
        return Session.entity(parentId);
    }

    public String getType() {
        return type;
    }

    public String getExceptionApplication() {
        return exceptionApplication;
    }

    public String getExceptionAttributeName() {
        return exceptionAttributeName;
    }

    public String getExceptionAttributeValue() {
        return exceptionAttributeValue;
    }

    public String getBundle() {
        return bundle;
    }

    public String getSummaryStatus() {
        return summaryStatus;
    }
}
