package sailpoint.object;

/**
 * Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0), github
 * sailpoint-oss/colab-community-rest-api-plugin (MIT).
 */
public class Identity extends SailPointObject {
    public boolean isWorkgroup() {
        throw new UnsupportedOperationException();
    }

    public boolean isInactive() {
        throw new UnsupportedOperationException();
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException();
    }
}
