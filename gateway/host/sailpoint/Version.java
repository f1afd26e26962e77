package sailpoint;

/** A stand-in for tests. */
public class Version {
    public static String getVersion() {
        return "8.4";
    }

    public static String getPatchLevel() {
        return "p2";
    }
}
