package javax.ws.rs.core;

/** Signatures only, to compile against. Source: the JAX-RS 2.0 specification (JSR 339). */
public interface UriInfo {
    MultivaluedMap<String, String> getQueryParameters();
}
