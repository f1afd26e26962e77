package javax.ws.rs.core;

/** Signatures only, to compile against. Source: the JAX-RS 2.0 specification (JSR 339). */
public abstract class Response {
    public static ResponseBuilder status(int status) {
        throw new UnsupportedOperationException();
    }

    /** Puts an answer together. */
    public abstract static class ResponseBuilder {
        public abstract Response build();

        public abstract ResponseBuilder entity(Object entity);

        public abstract ResponseBuilder type(String type);

        public abstract ResponseBuilder header(String name, Object value);
    }
}
