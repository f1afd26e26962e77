package sailpoint.object;

import java.util.HashMap;

/** A stand-in for tests. */
public class Attributes<K, V> extends HashMap<K, V> {
    private static final long serialVersionUID = 1L;
}
