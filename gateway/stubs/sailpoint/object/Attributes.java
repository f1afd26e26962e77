package sailpoint.object;

import java.util.HashMap;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class Attributes<K, V> extends HashMap<K, V> {
    private static final long serialVersionUID = 1L;
}
