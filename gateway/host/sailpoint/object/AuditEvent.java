package sailpoint.object;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class AuditEvent extends SailPointObject {
    public String action;
    public String source;
    public String target;
    public String application;
    public String string1;
    public String string2;
    public String string3;
    public String string4;
    public Attributes<String, Object> attributes;

    public String getAction() {
        return action;
    }

    public String getSource() {
        return source;
    }

    public String getTarget() {
        return target;
    }

    public String getApplication() {
        return application;
    }

    public String getString1() {
        return string1;
    }

    public String getString2() {
        return string2;
    }

    public String getString3() {
        return string3;
    }

    public String getString4() {
        return string4;
    }

    public Attributes<String, Object> getAttributes() {
        return attributes;
    }

    public void setAction(String v) {
        action = v;
    }

    public void setSource(String v) {
        source = v;
    }

    public void setTarget(String v) {
        target = v;
    }

    public void setApplication(String v) {
        application = v;
    }

    public void setString1(String v) {
        string1 = v;
    }

    public void setString2(String v) {
        string2 = v;
    }

    public void setString3(String v) {
        string3 = v;
    }

    public void setString4(String v) {
        string4 = v;
    }

    public void setAttributes(Attributes<String, Object> v) {
        attributes = v;
    }
}
