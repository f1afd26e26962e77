package sailpoint.rest.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Signatures only, to compile against. Source: developer.sailpoint.com, IdentityIQ plugin developer guide;
 * github sailpoint-oss/colab-community-rest-api-plugin (MIT).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiredRight {
    String value();
}
