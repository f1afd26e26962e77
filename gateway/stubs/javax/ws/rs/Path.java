package javax.ws.rs;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Signatures only, to compile against. Source: the JAX-RS 2.0 specification (JSR 339). */
@Retention(RetentionPolicy.RUNTIME)
public @interface Path {
    String value();
}
