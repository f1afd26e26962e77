package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.Certification;
import sailpoint.object.CertificationAction;
import sailpoint.object.CertificationEntity;
import sailpoint.object.CertificationItem;
import sailpoint.object.Identity;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;

/** Control calls about access reviews. */
final class ControlReviews implements Control.Part {
    private final Db db;

    ControlReviews(Db db) {
        this.db = db;
    }

    @Override
    public Object answer(Control.Ask ask) {
        if (ask.is("POST reviews")) {
            return shown(add(ask.map()), false);
        }
        if (ask.is("GET reviews/*")) {
            return shown(review(ask.path[1]), true);
        }
        if (ask.is("POST lines")) {
            return addLine(ask.map());
        }
        if (!ask.is("POST reviews/*/*")) {
            return null;
        }
        Certification c = Copier.copy(review(ask.path[1]));
        switch (ask.path[2]) {
            case "complete":
                return Collections.singletonMap("done", complete(c, ((Number) ask.map().get("n")).intValue()));
            case "sign":
                c.sign(db.who(Wire.text(ask.map(), "by")).name, db.now());
                break;
            case "phase":
                c.phase = Wire.text(ask.map(), "phase");
                break;
            case "reassign":
                c.certifiers = names((List<?>) ask.map().get("reviewers"));
                break;
            default:
                return null;
        }
        c.modified = db.now();
        c.version++;
        db.put(c);
        return Collections.emptyMap();
    }

    private Certification review(String id) {
        Certification c = db.get(Certification.class, id);
        if (c == null) {
            throw new Control.Unknown("find review: unknown object");
        }
        return c;
    }

    /** Adds a line to an entity: entity (id), type, application, attribute, value, status. */
    private Object addLine(Map<String, Object> in) {
        CertificationItem i = new CertificationItem();
        i.id = Wire.text(in, "id") == null ? db.newId() : Wire.text(in, "id");
        i.parentId = Wire.text(in, "entity");
        i.type = Wire.text(in, "type") == null ? "Exception" : Wire.text(in, "type");
        i.exceptionApplication = Wire.text(in, "application");
        i.exceptionAttributeName = Wire.text(in, "attribute");
        i.exceptionAttributeValue = i.type.equals("Bundle") ? null : Wire.text(in, "value");
        i.bundle = i.type.equals("Bundle") ? Wire.text(in, "value") : null;
        i.summaryStatus = Wire.text(in, "status") == null ? "Open" : Wire.text(in, "status");
        if (i.summaryStatus.equals("Complete")) {
            i.action = new CertificationAction();
            i.action.status = Wire.text(in, "decision") == null ? "Approved" : Wire.text(in, "decision");
            i.action.remediationKickedOff = Wire.flag(in, "carried_out");
        }
        i.created = db.now();
        db.put(i);
        return Collections.singletonMap("id", i.id);
    }

    private List<String> names(List<?> who) {
        List<String> out = new ArrayList<>();
        for (Object one : who) {
            out.add(db.who((String) one).name);
        }
        return out;
    }

    private Certification add(Map<String, Object> in) {
        Certification c = new Certification();
        c.id = Wire.text(in, "id") == null ? db.newId() : Wire.text(in, "id");
        c.name = Wire.text(in, "name");
        c.type = "Manager";
        c.phase = Wire.text(in, "phase") == null ? "Active" : Wire.text(in, "phase");
        c.created = db.now();
        if (in.get("due_in_ms") != null) {
            c.expiration = new Date(c.created.getTime() + ((Number) in.get("due_in_ms")).longValue());
        }
        c.revokesAtOnce = Wire.flag(in, "revokes_at_once");
        c.nextCertifier = Wire.text(in, "next") == null ? null : db.who(Wire.text(in, "next")).name;
        Wire.put(c.attributes, "electronicSignature", Wire.text(in, "esign"));
        List<?> reviewers = (List<?>) in.get("reviewers");
        if (!Wire.flag(in, "no_certifiers")) {
            c.certifiers = names(reviewers);
        }
        db.put(c);
        for (Object one : in.get("targets") == null ? new ArrayList<Object>() : (List<?>) in.get("targets")) {
            Identity who = db.who((String) one);
            entity(c, who.name, who.displayName == null ? who.name : who.displayName);
        }
        for (int i = 1; in.get("count") != null && i <= ((Number) in.get("count")).intValue(); i++) {
            entity(c, String.format("reviewed.%05d", i), "Reviewed Person " + i);
        }
        if (c.phase.equals("Active") && !Wire.flag(in, "no_work_item")) {
            item(c, db.who((String) reviewers.get(0)));
        }
        return c;
    }

    private void entity(Certification c, String name, String shown) {
        CertificationEntity e = new CertificationEntity();
        e.id = db.newId();
        e.identity = name;
        e.targetDisplayName = shown;
        e.summaryStatus = "Open";
        e.type = "Identity";
        e.created = c.created;
        e.certificationId = c.id;
        db.put(e);
    }

    private void item(Certification c, Identity owner) {
        WorkItem w = new WorkItem();
        w.id = db.newId();
        w.name = db.nextItem();
        w.type = WorkItem.Type.Certification;
        w.level = "Normal";
        w.created = db.now();
        w.expiration = c.expiration;
        w.certification = c.id;
        w.ownerId = owner.id;
        w.description = c.name;
        db.put(w);
    }

    private List<CertificationEntity> entities(Certification c) {
        List<CertificationEntity> out = new ArrayList<>();
        for (SailPointObject one : db.table(CertificationEntity.class).values()) {
            if (c.id.equals(((CertificationEntity) one).certificationId)) {
                out.add((CertificationEntity) one);
            }
        }
        return out;
    }

    private int complete(Certification c, int n) {
        int done = 0;
        for (CertificationEntity one : entities(c)) {
            if (done < n && !one.summaryStatus.equals("Complete")) {
                CertificationEntity e = Copier.copy(one);
                e.summaryStatus = "Complete";
                e.completed = db.now();
                e.modified = e.completed;
                e.version++;
                db.put(e);
                done++;
            }
        }
        return done;
    }

    private List<Object> lines(Certification c) {
        List<Object> out = new ArrayList<>();
        for (SailPointObject row : db.table(CertificationItem.class).values()) {
            CertificationItem i = (CertificationItem) row;
            CertificationEntity e = db.get(CertificationEntity.class, i.parentId);
            if (e != null && c.id.equals(e.certificationId)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("id", i.id);
                one.put("status", i.summaryStatus);
                if (i.action != null) {
                    one.put("decision", i.action.status);
                    Wire.put(one, "by", i.action.actorName);
                    Wire.put(one, "comment", i.action.comments);
                    Wire.put(one, "until", Wire.millis(i.action.mitigationExpiration));
                }
                out.add(one);
            }
        }
        return out;
    }

    private Map<String, Object> shown(Certification c, boolean whole) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", c.id);
        out.put("name", c.name);
        out.put("type", c.type);
        out.put("phase", c.phase);
        Wire.put(out, "created", Wire.millis(c.created));
        Wire.put(out, "expiration", Wire.millis(c.expiration));
        Wire.put(out, "signed", Wire.millis(c.signed));
        out.put("certifiers", c.certifiers);
        if (whole) {
            List<Object> all = new ArrayList<>();
            for (CertificationEntity e : entities(c)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("id", e.id);
                one.put("identity", e.identity);
                one.put("summary_status", e.summaryStatus);
                all.add(one);
            }
            out.put("entities", all);
            out.put("lines", lines(c));
        }
        return out;
    }
}
