package sailpoint.object;

import java.util.Date;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public abstract class SailPointObject {
    public String getId() {
        throw new UnsupportedOperationException();
    }

    public String getName() {
        throw new UnsupportedOperationException();
    }

    public String getDescription() {
        throw new UnsupportedOperationException();
    }

    public Date getCreated() {
        throw new UnsupportedOperationException();
    }

    public Date getModified() {
        throw new UnsupportedOperationException();
    }

    public Identity getOwner() {
        throw new UnsupportedOperationException();
    }

    public void setOwner(Identity owner) {
        throw new UnsupportedOperationException();
    }
}
