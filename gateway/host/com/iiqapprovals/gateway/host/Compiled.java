package com.iiqapprovals.gateway.host;

import java.util.LinkedHashMap;
import java.util.Map;
import sailpoint.object.Filter;

/**
 * Compiles filter text as IIQ does for an administrator and for a script: it knows no classes, so any property that some class here
 * has will do, and a type or a state is a text.
 */
public final class Compiled {
    private Compiled() {
    }

    public static Filter filter(String text) {
        try {
            Class<?> reader = Class.forName("com.iiqapprovals.gateway.FilterText");
            Map<Object, Object> known = new LinkedHashMap<>();
            for (String of : new String[] {"WORK_ITEM", "IDENTITY", "CERTIFICATION_ENTITY", "IDENTITY_REQUEST"}) {
                known.putAll(columns(of));
            }
            java.lang.reflect.Method read = reader.getDeclaredMethod("read", String.class, Map.class);
            read.setAccessible(true);
            return (Filter) read.invoke(null, text, known);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a filter that cannot be read");
        }
    }

    private static Map<?, ?> columns(String of) throws ReflectiveOperationException {
        java.lang.reflect.Field columns = Class.forName("com.iiqapprovals.gateway.Columns").getDeclaredField(of);
        columns.setAccessible(true);
        return (Map<?, ?>) columns.get(null);
    }
}
