package javax.ws.rs.core;

import java.util.List;
import java.util.Map;

/** Signatures only, to compile against. Source: the JAX-RS 2.0 specification (JSR 339). */
public interface MultivaluedMap<K, V> extends Map<K, List<V>> {
    V getFirst(K key);
}
