package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sailpoint.object.Application;
import sailpoint.object.ApprovalItem;
import sailpoint.object.Bundle;
import sailpoint.object.IdentityEntitlement;
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

    /** Gives somebody an access: identity, application, name, value. */
    static void grant(Db db, Map<String, Object> in) {
        IdentityEntitlement e = new IdentityEntitlement();
        e.id = db.newId();
        e.identityId = db.who(Wire.text(in, "identity")).id;
        e.name = Wire.text(in, "name");
        e.value = Wire.text(in, "value");
        e.application = Wire.text(in, "application");
        if (e.application != null) {
            Application known = db.byName(Application.class, e.application);
            e.applicationId = known == null ? entry(db, new Application(), e.application, null).id : known.id;
        }
        db.put(e);
    }

    /** Says more about an access: description, owner, classifications, privileged, risk. */
    static void tell(Db db, Map<String, Object> in) {
        String application = Wire.text(in, "application");
        boolean role = "IIQ".equals(application);
        if (!role && db.byName(Application.class, application) == null) {
            entry(db, new Application(), application, null);
        }
        SailPointObject one = entry(db, role ? new Bundle() : new ManagedAttribute(),
                role ? Wire.text(in, "value") : application + "\u0000" + Wire.text(in, "name") + "\u0000" + Wire.text(in, "value"),
                Wire.text(in, "description"));
        one.ownerId = Wire.text(in, "owner") == null ? null : db.who(Wire.text(in, "owner")).id;
        List<String> classes = new ArrayList<>();
        for (Object c : in.get("classifications") == null ? new ArrayList<Object>() : (List<?>) in.get("classifications")) {
            classes.add((String) c);
        }
        if (role) {
            ((Bundle) one).classificationNames = classes;
            ((Bundle) one).riskScoreWeight = in.get("risk") == null ? 0 : ((Number) in.get("risk")).intValue();
        } else {
            ((ManagedAttribute) one).classificationNames = classes;
            Wire.put(((ManagedAttribute) one).attributes, "riskScoreWeight", in.get("risk"));
            Wire.put(((ManagedAttribute) one).attributes, "privileged", in.get("privileged"));
        }
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
