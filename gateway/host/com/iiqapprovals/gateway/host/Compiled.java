package com.iiqapprovals.gateway.host;

import java.util.Map;
import sailpoint.object.Filter;

/** Compiles an administrator's filter text: the properties and operators of the gateway's own reader. */
public final class Compiled {
    private Compiled() {
    }

    public static Filter filter(String text) {
        try {
            Class<?> reader = Class.forName("com.iiqapprovals.gateway.FilterText");
            Class<?> columns = Class.forName("com.iiqapprovals.gateway.Columns");
            java.lang.reflect.Field known = columns.getDeclaredField("WORK_ITEM");
            known.setAccessible(true);
            java.lang.reflect.Method read = reader.getDeclaredMethod("read", String.class, Map.class);
            read.setAccessible(true);
            return (Filter) read.invoke(null, text, known.get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a filter that cannot be read");
        }
    }
}
