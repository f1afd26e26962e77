package sailpoint.object;

import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** A stand-in for tests. */
public class Filter {
    /** Where a text must match. */
    public enum MatchMode { START, END, ANYWHERE, EXACT }

    public final String op;
    public final String property;
    public final Object value;
    public final List<Filter> parts;

    private Filter(String op, String property, Object value, List<Filter> parts) {
        this.op = op;
        this.property = property;
        this.value = value;
        this.parts = parts;
    }

    public static Filter compile(String text) {
        return com.iiqapprovals.gateway.host.Compiled.filter(text);
    }

    public static Filter eq(String property, Object value) {
        return new Filter("eq", property, value, null);
    }

    public static Filter ne(String property, Object value) {
        return new Filter("ne", property, value, null);
    }

    public static Filter lt(String property, Object value) {
        return new Filter("lt", property, value, null);
    }

    public static Filter le(String property, Object value) {
        return new Filter("le", property, value, null);
    }

    public static Filter gt(String property, Object value) {
        return new Filter("gt", property, value, null);
    }

    public static Filter ge(String property, Object value) {
        return new Filter("ge", property, value, null);
    }

    public static Filter in(String property, Collection<?> values) {
        return new Filter("in", property, values, null);
    }

    public static Filter like(String property, Object value, MatchMode mode) {
        return new Filter("like" + mode, property, value, null);
    }

    public static Filter isnull(String property) {
        return new Filter("isnull", property, null, null);
    }

    public static Filter notnull(String property) {
        return new Filter("notnull", property, null, null);
    }

    public static Filter and(List<Filter> all) {
        return new Filter("and", null, null, all);
    }

    public static Filter or(List<Filter> any) {
        return new Filter("or", null, null, any);
    }

    public static Filter not(Filter part) {
        return new Filter("not", null, null, Collections.singletonList(part));
    }

    public static Filter ignoreCase(Filter part) {
        return new Filter("ieq", part.property, part.value, null);
    }
}
