package com.iiqapprovals.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sailpoint.api.ManagedAttributer;
import sailpoint.api.SailPointContext;
import sailpoint.object.Application;
import sailpoint.object.Bundle;
import sailpoint.object.SailPointObject;
import sailpoint.tools.GeneralException;

/** Looks up what the catalogue says about a line: description, owner, classifications. Never written onto the loaded line. */
final class Descriptions {
    private static final int CACHED = 5000;
    private static final long LIFE_MILLIS = 10 * 60 * 1000L;
    /** What was found lately, by application, attribute and value; the oldest go first. */
    private static final Map<String, Found> CACHE = new LinkedHashMap<String, Found>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
            return size() > CACHED;
        }
    };

    private final SailPointContext ctx;

    Descriptions(SailPointContext ctx) {
        this.ctx = ctx;
    }

    /** What the catalogue says about one access. */
    static final class Found {
        final String description;
        final String owner;
        final String classification;
        final boolean privileged;
        /** The weight in IIQ's risk score, or null. */
        final Long risk;
        private final long at = System.nanoTime();

        Found(String description, String owner, String classification, boolean privileged, Long risk) {
            this.privileged = privileged;
            this.risk = risk;
            this.description = description;
            this.owner = owner;
            this.classification = classification;
        }
    }

    /** Forgets everything, for tests. */
    static void forget() {
        synchronized (CACHE) {
            CACHE.clear();
        }
    }

    void add(Line line, List<String> attributes) {
        Found f = of(line);
        attributes.addAll(java.util.Arrays.asList("description", ItemXml.cut(f.description), "owner", f.owner, "classification", f.classification));
    }

    Found of(Line line) {
        return of(line.application, line.name, line.values.size() == 1 ? line.values.get(0) : "");
    }

    Found of(String application, String name, String value) {
        String key = application + "\u0000" + name + "\u0000" + value;
        Found known;
        synchronized (CACHE) {
            known = CACHE.get(key);
        }
        if (known == null || System.nanoTime() - known.at > LIFE_MILLIS * 1_000_000L) {
            known = look(application, name, value);
            synchronized (CACHE) {
                CACHE.put(key, known);
            }
        }
        return known;
    }

    private Found look(String application, String name, String value) {
        try {
            SailPointObject entry = entry(application, name, value);
            Object owner = entry == null ? null : Soft.get(entry, "getOwner");
            Object classes = Soft.get(entry, "getClassificationDisplayNames");
            if (classes == null) {
                classes = Soft.get(entry, "getClassificationNames");
            }
            Object weight = Soft.get(entry, "getRiskScoreWeight");
            Long risk = Soft.asNumber(weight == null ? Soft.attribute(entry, "riskScoreWeight") : weight);
            return new Found(described(entry), Soft.text(owner, "getName"), names(classes),
                    Boolean.parseBoolean(Soft.asText(Soft.attribute(entry, "privileged"))), risk == null || risk.longValue() == 0 ? null : risk);
        } catch (GeneralException | RuntimeException e) {
            // A description is a help, never a reason to refuse the item.
            return new Found("", "", "", false, null);
        }
    }

    private SailPointObject entry(String application, String name, String value) throws GeneralException {
        if (value.isEmpty()) {
            return null;
        }
        if (application.equals("IIQ") || application.equals("IdentityIQ")) {
            return ctx.getObjectByName(Bundle.class, value);
        }
        Application known = application.isEmpty() ? null : ctx.getObjectByName(Application.class, application);
        return known == null ? null : ManagedAttributer.get(ctx, known, name, value);
    }

    /** The description in the server's language: the argument's type differs between versions, so both forms are tried. */
    private static String described(SailPointObject entry) {
        if (entry == null) {
            return "";
        }
        Locale locale = Locale.getDefault();
        for (Object argument : new Object[] {locale, locale.toString()}) {
            try {
                Object v = entry.getClass().getMethod("getDescription", argument.getClass()).invoke(entry, argument);
                if (v != null && !String.valueOf(v).isEmpty()) {
                    return String.valueOf(v);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                // the other form, or none
            }
        }
        return Soft.asText(entry.getDescription());
    }

    private static String names(Object all) {
        if (!(all instanceof Iterable)) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (Object one : (Iterable<?>) all) {
            out.append(out.length() == 0 ? "" : ", ").append(one);
        }
        return out.toString();
    }
}
