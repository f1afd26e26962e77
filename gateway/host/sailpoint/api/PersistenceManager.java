package sailpoint.api;

/** A stand-in for tests. */
public interface PersistenceManager {
    String LOCK_TYPE_TRANSACTION = "transaction";

    /** How a row is locked. */
    class LockParameters {
        public final String id;
        public int seconds;

        private LockParameters(String id) {
            this.id = id;
        }

        public static LockParameters createById(String id, String type) {
            return new LockParameters(id);
        }

        public void setLockTimeout(int seconds) {
            this.seconds = seconds;
        }
    }
}
