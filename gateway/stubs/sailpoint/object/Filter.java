package sailpoint.object;

import java.util.Collection;
import java.util.List;

/**
 * Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0), github
 * sailpoint-oss/colab-community-rest-api-plugin (MIT).
 */
public abstract class Filter {
    /** Where a text must match. */
    public enum MatchMode { START, END, ANYWHERE, EXACT }

    public static Filter compile(String text) {
        throw new UnsupportedOperationException();
    }

    public static Filter eq(String property, Object value) {
        throw new UnsupportedOperationException();
    }

    public static Filter ne(String property, Object value) {
        throw new UnsupportedOperationException();
    }

    public static Filter lt(String property, Object value) {
        throw new UnsupportedOperationException();
    }

    public static Filter le(String property, Object value) {
        throw new UnsupportedOperationException();
    }

    public static Filter gt(String property, Object value) {
        throw new UnsupportedOperationException();
    }

    public static Filter ge(String property, Object value) {
        throw new UnsupportedOperationException();
    }

    public static Filter in(String property, Collection<?> values) {
        throw new UnsupportedOperationException();
    }

    public static Filter like(String property, Object value, MatchMode mode) {
        throw new UnsupportedOperationException();
    }

    public static Filter isnull(String property) {
        throw new UnsupportedOperationException();
    }

    public static Filter notnull(String property) {
        throw new UnsupportedOperationException();
    }

    public static Filter and(List<Filter> all) {
        throw new UnsupportedOperationException();
    }

    public static Filter or(List<Filter> any) {
        throw new UnsupportedOperationException();
    }

    public static Filter not(Filter part) {
        throw new UnsupportedOperationException();
    }

    public static Filter ignoreCase(Filter part) {
        throw new UnsupportedOperationException();
    }
}
