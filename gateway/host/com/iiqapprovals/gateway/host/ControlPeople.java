package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.Identity;
import sailpoint.object.SailPointObject;

/** Control calls about identities and workgroups. */
final class ControlPeople implements Control.Part {
    private final Db db;

    ControlPeople(Db db) {
        this.db = db;
    }

    @Override
    public Object answer(Control.Ask ask) {
        if (ask.is("GET identities")) {
            List<Object> out = new ArrayList<>();
            for (SailPointObject one : db.table(Identity.class).values()) {
                out.add(shown((Identity) one));
            }
            return out;
        }
        if (ask.is("POST identities")) {
            return shown(add(ask.map()));
        }
        if (ask.is("GET identities/*")) {
            return shown(db.who(ask.path[1]));
        }
        if (ask.is("PATCH identities/*")) {
            Identity one = Copier.copy(db.who(ask.path[1]));
            fill(one, ask.map());
            return shown(stored(one));
        }
        if (ask.is("DELETE identities/*")) {
            db.remove(db.who(ask.path[1]));
            return Collections.emptyMap();
        }
        if (ask.path.length >= 3 && ask.path[0].equals("identities") && ask.path[2].equals("members")) {
            return members(ask);
        }
        return null;
    }

    private Object members(Control.Ask ask) {
        Identity group = Copier.copy(db.who(ask.path[1]));
        if (!group.workgroup) {
            throw new IllegalArgumentException("not a workgroup");
        }
        if (ask.path.length == 3 && ask.method.equals("PUT")) {
            group.members = ids(ask.list(), group.members);
        } else {
            String id = db.who(ask.path[3]).id;
            group.members.remove(id);
            if (ask.method.equals("PUT")) {
                group.members.add(id);
            }
        }
        stored(group);
        return Collections.emptyMap();
    }

    private List<String> ids(List<?> given, List<String> before) {
        List<String> out = new ArrayList<>();
        for (Object one : given) {
            out.add(before.contains(one) ? (String) one : db.who((String) one).id);
        }
        return out;
    }

    private Identity add(Map<String, Object> in) {
        Identity one = new Identity();
        one.id = Wire.text(in, "id");
        one.id = one.id == null ? db.newId() : one.id;
        one.name = Wire.text(in, "name");
        if (one.name == null || db.get(Identity.class, one.id) != null || db.byName(Identity.class, one.name) != null) {
            throw new IllegalArgumentException("add identity: no name, or an id or name that is taken");
        }
        one.created = Wire.date(in, "created");
        one.created = one.created == null ? db.now() : one.created;
        one.modified = Wire.date(in, "modified");
        one.workgroup = Boolean.TRUE.equals(in.get("workgroup"));
        fill(one, in);
        db.put(one);
        return one;
    }

    private Identity stored(Identity one) {
        one.modified = db.now();
        one.version++;
        db.put(one);
        return one;
    }

    private void fill(Identity one, Map<String, Object> in) {
        one.name = in.containsKey("name") ? Wire.text(in, "name") : one.name;
        one.email = in.containsKey("email") ? Wire.text(in, "email") : one.email;
        one.displayName = in.containsKey("display_name") ? Wire.text(in, "display_name") : one.displayName;
        one.firstname = in.containsKey("first_name") ? Wire.text(in, "first_name") : one.firstname;
        one.lastname = in.containsKey("last_name") ? Wire.text(in, "last_name") : one.lastname;
        one.department = in.containsKey("department") ? Wire.text(in, "department") : one.department;
        one.managerId = in.containsKey("manager_id") ? Wire.text(in, "manager_id") : one.managerId;
        one.inactive = in.containsKey("inactive") ? Boolean.TRUE.equals(in.get("inactive")) : one.inactive;
        one.members = in.containsKey("members") && in.get("members") != null ? ids((List<?>) in.get("members"), one.members) : one.members;
        String secret = Wire.text(in, "secret");
        if (secret != null) {
            one.password = secret;
            one.description = secret;
            one.preferences.put("secret", secret);
        }
    }

    /** To whom somebody's items go, and when; null where nobody stands in. */
    private static Map<String, Object> away(Identity i) {
        if (i.preferences.get("forward") == null) {
            return null;
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("to", i.preferences.get("forward"));
        Wire.put(out, "from", Wire.millis((java.util.Date) i.preferences.get("forwardStartDate")));
        Wire.put(out, "until", Wire.millis((java.util.Date) i.preferences.get("forwardEndDate")));
        return out;
    }

    private static Map<String, Object> shown(Identity i) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", i.id);
        out.put("name", i.name);
        Wire.put(out, "email", i.email);
        Wire.put(out, "display_name", i.displayName);
        Wire.put(out, "first_name", i.firstname);
        Wire.put(out, "last_name", i.lastname);
        Wire.put(out, "department", i.department);
        Wire.put(out, "manager_id", i.managerId);
        Wire.put(out, "inactive", i.inactive ? true : null);
        Wire.put(out, "workgroup", i.workgroup ? true : null);
        Wire.put(out, "away", away(i));
        Wire.put(out, "members", i.members.isEmpty() ? null : i.members);
        Wire.put(out, "created", Wire.millis(i.created));
        Wire.put(out, "modified", Wire.millis(i.modified));
        return out;
    }
}
