package sailpoint.object;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class AuditEvent extends SailPointObject {
    public AuditEvent() {
        throw new UnsupportedOperationException();
    }

    public void setAction(String v) {
        throw new UnsupportedOperationException();
    }

    public void setSource(String v) {
        throw new UnsupportedOperationException();
    }

    public void setTarget(String v) {
        throw new UnsupportedOperationException();
    }

    public void setApplication(String v) {
        throw new UnsupportedOperationException();
    }

    public void setString1(String v) {
        throw new UnsupportedOperationException();
    }

    public void setString2(String v) {
        throw new UnsupportedOperationException();
    }

    public void setString3(String v) {
        throw new UnsupportedOperationException();
    }

    public void setString4(String v) {
        throw new UnsupportedOperationException();
    }

    public void setAttributes(Attributes<String, Object> v) {
        throw new UnsupportedOperationException();
    }
}
