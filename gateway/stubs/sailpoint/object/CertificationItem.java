package sailpoint.object;

/** Signatures only, to compile against. Source: general knowledge of the public API; gateway/check confirms it. */
public class CertificationItem extends SailPointObject {
    public CertificationEntity getParent() {
        throw new UnsupportedOperationException();
    }
}
