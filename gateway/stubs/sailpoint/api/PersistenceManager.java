package sailpoint.api;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public interface PersistenceManager {
    /** Not a constant for the compiler, so that the value of the product is read when it runs. */
    String LOCK_TYPE_TRANSACTION = new String("stub");

    /** How a row is locked. */
    class LockParameters {
        public static LockParameters createById(String id, String type) {
            throw new UnsupportedOperationException();
        }

        public void setLockTimeout(int seconds) {
            throw new UnsupportedOperationException();
        }
    }
}
