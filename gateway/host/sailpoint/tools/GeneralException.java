package sailpoint.tools;

/** A stand-in for tests. */
public class GeneralException extends Exception {
    private static final long serialVersionUID = 1L;

    public GeneralException() {
    }

    public GeneralException(String message) {
        super(message);
    }
}
