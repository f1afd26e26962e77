package sailpoint.object;

/** Signatures only, to compile against. Source: general knowledge of the public API; gateway/check confirms it. */
public class CertificationEntity extends SailPointObject {
    public String getIdentity() {
        throw new UnsupportedOperationException();
    }
}
