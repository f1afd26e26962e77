package sailpoint.api;

import sailpoint.tools.GeneralException;

/** A stand-in for tests; where the product has it is not published. */
public class ObjectAlreadyLockedException extends GeneralException {
    private static final long serialVersionUID = 1L;

    public ObjectAlreadyLockedException() {
        super("locked");
    }
}
