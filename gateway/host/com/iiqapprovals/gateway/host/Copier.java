package com.iiqapprovals.gateway.host;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Copies and compares stand-ins field by field. */
final class Copier {
    private static final ConcurrentHashMap<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    private Copier() {
    }

    static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, t -> {
            List<Field> out = new ArrayList<>();
            for (Class<?> c = t; c != Object.class; c = c.getSuperclass()) {
                for (Field f : c.getDeclaredFields()) {
                    if (!Modifier.isStatic(f.getModifiers())) {
                        f.setAccessible(true);
                        out.add(f);
                    }
                }
            }
            return out;
        });
    }

    @SuppressWarnings("unchecked")
    static <T> T copy(T from) {
        try {
            if (from instanceof Map) {
                Map<Object, Object> out = (Map<Object, Object>) from.getClass().getDeclaredConstructor().newInstance();
                for (Map.Entry<?, ?> one : ((Map<?, ?>) from).entrySet()) {
                    out.put(one.getKey(), copy(one.getValue()));
                }
                return (T) out;
            }
            if (from instanceof Collection) {
                List<Object> out = new ArrayList<>();
                for (Object one : (Collection<?>) from) {
                    out.add(copy(one));
                }
                return (T) out;
            }
            if (!(from instanceof Copied)) {
                return from;
            }
            Object out = from.getClass().getDeclaredConstructor().newInstance();
            for (Field f : fields(from.getClass())) {
                f.set(out, copy(f.get(from)));
            }
            return (T) out;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean same(Object a, Object b) {
        if (a instanceof Map && b instanceof Map) {
            Map<?, ?> x = (Map<?, ?>) a;
            Map<?, ?> y = (Map<?, ?>) b;
            return x.keySet().equals(y.keySet()) && x.keySet().stream().allMatch(k -> same(x.get(k), y.get(k)));
        }
        if (a instanceof List && b instanceof List) {
            List<?> x = (List<?>) a;
            List<?> y = (List<?>) b;
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                if (!same(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return x.size() == y.size();
        }
        if (!(a instanceof Copied) || !(b instanceof Copied) || a.getClass() != b.getClass()) {
            return Objects.equals(a, b);
        }
        try {
            for (Field f : fields(a.getClass())) {
                if (!same(f.get(a), f.get(b))) {
                    return false;
                }
            }
            return true;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
