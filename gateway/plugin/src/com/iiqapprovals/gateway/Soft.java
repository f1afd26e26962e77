package com.iiqapprovals.gateway;

import java.lang.reflect.Method;
import java.util.Date;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads what an IIQ may have. A member that this IIQ lacks is read as null, so that one missing getter costs one field of an
 * answer and not the gateway. Nothing that judges authority is read like this.
 */
final class Soft {
    private static final ConcurrentHashMap<String, Object> KNOWN = new ConcurrentHashMap<>();
    private static final Object NONE = new Object();

    private Soft() {
    }

    /** The value of a getter without arguments, or null. */
    static Object get(Object from, String getter) {
        if (from == null) {
            return null;
        }
        Class<?> type = from.getClass();
        Object found = KNOWN.computeIfAbsent(type.getName() + "." + getter, k -> find(type, getter));
        if (found == NONE) {
            return null;
        }
        try {
            return ((Method) found).invoke(from);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** An entry of an object's own map, or null. */
    static Object attribute(Object from, String key) {
        try {
            return from == null ? null : from.getClass().getMethod("getAttribute", String.class).invoke(from, key);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static Object find(Class<?> type, String getter) {
        try {
            return type.getMethod(getter);
        } catch (NoSuchMethodException | LinkageError e) {
            return NONE;
        }
    }

    /** The same as text; nothing is the empty text. */
    static String text(Object from, String getter) {
        return asText(get(from, getter));
    }

    /** The same as epoch milliseconds, or null. */
    static Long millis(Object from, String getter) {
        return asMillis(get(from, getter));
    }

    static String asText(Object v) {
        return v == null ? "" : v instanceof Enum ? ((Enum<?>) v).name() : String.valueOf(v);
    }

    /** A number, or the text of one, or null. */
    static Long asNumber(Object v) {
        return v instanceof Number ? Long.valueOf(((Number) v).longValue()) : v != null && String.valueOf(v).matches("[0-9]{1,9}")
                ? Long.valueOf(String.valueOf(v)) : null;
    }

    static Long asMillis(Object v) {
        return v instanceof Date ? Long.valueOf(((Date) v).getTime()) : v instanceof Number ? Long.valueOf(((Number) v).longValue()) : null;
    }
}
