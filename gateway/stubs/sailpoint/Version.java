package sailpoint;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class Version {
    public static String getVersion() {
        throw new UnsupportedOperationException();
    }

    public static String getPatchLevel() {
        throw new UnsupportedOperationException();
    }
}
