package sailpoint.tools;

import java.util.Iterator;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class Util {
    public static void flushIterator(Iterator<?> it) {
        throw new UnsupportedOperationException();
    }
}
