package com.iiqapprovals.gateway.host;

import sailpoint.object.Application;
import sailpoint.object.ApprovalItem;
import sailpoint.object.Bundle;
import sailpoint.object.ManagedAttribute;
import sailpoint.object.SailPointObject;

/** The catalogue of access: what a line's description is looked up in. */
final class Catalogue {
    private Catalogue() {
    }

    static void describe(Db db, ApprovalItem line, String text) {
        String value = String.valueOf(line.value);
        if ("IIQ".equals(line.applicationName)) {
            entry(db, new Bundle(), value, text);
            return;
        }
        if (db.byName(Application.class, line.applicationName) == null) {
            entry(db, new Application(), line.applicationName, null);
        }
        entry(db, new ManagedAttribute(), line.applicationName + "\u0000" + line.name + "\u0000" + value, text);
    }

    static <T extends SailPointObject> T entry(Db db, T entry, String name, String text) {
        SailPointObject known = db.byName(entry.getClass(), name);
        entry.id = known == null ? db.newId() : known.id;
        entry.name = name;
        entry.description = text;
        db.put(entry);
        return entry;
    }
}
