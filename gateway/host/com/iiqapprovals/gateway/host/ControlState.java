package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.AuditEvent;
import sailpoint.object.SailPointObject;

/** Control calls about the stand-in itself: settings, clients, locks, delays, failures, log, audit rows. */
final class ControlState implements Control.Part {
    private final Db db;
    private final Tokens tokens;

    ControlState(Db db, Tokens tokens) {
        this.db = db;
        this.tokens = tokens;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object answer(Control.Ask ask) throws Exception {
        if (ask.is("POST tokens/revoke")) {
            tokens.revoke();
        } else if (ask.is("PUT settings")) {
            for (Map.Entry<String, Object> one : ask.map().entrySet()) {
                if (one.getValue() == null) {
                    db.settings.remove(one.getKey());
                } else {
                    db.settings.put(one.getKey(), String.valueOf(one.getValue()));
                }
            }
        } else if (ask.is("GET settings")) {
            return db.settings;
        } else if (ask.is("POST clients")) {
            tokens.add((String) ask.map().get("id"), (String) ask.map().get("secret"), (String) ask.map().get("name"),
                    (List<String>) ask.map().getOrDefault("rights", Collections.emptyList()));
        } else if (ask.is("PUT locks")) {
            hold((String) ask.map().get("item"), ((Number) ask.map().get("hold_ms")).longValue());
        } else if (ask.is("PUT delays")) {
            ask.map().forEach((k, v) -> db.delays.put(k, ((Number) v).longValue()));
        } else if (ask.is("PUT failures")) {
            synchronized (db.failures) {
                ask.map().forEach((k, v) -> db.failures.put(k, ((Number) v).intValue()));
            }
        } else if (ask.is("PUT quirks")) {
            db.missingRowThrows = Boolean.TRUE.equals(ask.map().get("missing_row_throws"));
        } else if (ask.is("POST grants")) {
            Catalogue.grant(db, ask.map());
        } else if (ask.is("POST catalogue")) {
            Catalogue.tell(db, ask.map());
            forget();
        } else if (ask.is("GET log")) {
            synchronized (db.log) {
                return new ArrayList<>(db.log);
            }
        } else if (ask.is("GET calls")) {
            return db.calls;
        } else if (ask.is("GET audit")) {
            return audit();
        } else if (ask.is("DELETE everything")) {
            db.clear();
            tokens.reset();
            forget();
        } else {
            return null;
        }
        return Collections.emptyMap();
    }

    /** Takes a row's lock for another session. */
    private void hold(String item, long millis) throws Exception {
        Object other = new Object();
        db.hold(item, other, millis);
        Thread t = new Thread(() -> {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            db.unlock(item, other);
        });
        t.setDaemon(true);
        t.start();
    }

    private List<Object> audit() {
        List<AuditEvent> rows = new ArrayList<>();
        for (SailPointObject one : db.table(AuditEvent.class).values()) {
            rows.add((AuditEvent) one);
        }
        rows.sort((a, b) -> a.created.compareTo(b.created));
        List<Object> out = new ArrayList<>();
        for (AuditEvent e : rows) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", e.id);
            one.put("created", e.created.getTime());
            one.put("action", e.action);
            one.put("source", e.source);
            one.put("target", e.target);
            one.put("application", e.application);
            one.put("string1", e.string1);
            one.put("string2", e.string2);
            one.put("string3", e.string3);
            one.put("string4", e.string4);
            one.put("attributes", e.attributes);
            out.add(one);
        }
        return out;
    }

    /** Forgets what the plugin keeps in memory, as after a restart of the server. */
    private static void forget() throws ReflectiveOperationException {
        for (String[] one : new String[][] {{"Descriptions", "forget"}, {"Decide", "forget"}, {"Peers", "forget"}}) {
            java.lang.reflect.Method m = Class.forName("com.iiqapprovals.gateway." + one[0]).getDeclaredMethod(one[1]);
            m.setAccessible(true);
            m.invoke(null);
        }
    }
}
