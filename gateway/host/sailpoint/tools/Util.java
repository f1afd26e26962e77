package sailpoint.tools;

import java.util.Iterator;

/** A stand-in for tests. */
public class Util {
    public static void flushIterator(Iterator<?> it) {
        while (it != null && it.hasNext()) {
            it.next();
        }
    }
}
