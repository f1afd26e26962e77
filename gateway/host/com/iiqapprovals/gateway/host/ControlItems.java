package com.iiqapprovals.gateway.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sailpoint.object.ApprovalItem;
import sailpoint.object.Comment;
import sailpoint.object.Identity;
import sailpoint.object.IdentityRequest;
import sailpoint.object.IdentityRequestItem;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;

/** Control calls about work items and their requests: what happens in IIQ's own pages. */
final class ControlItems implements Control.Part {
    private final Db db;

    ControlItems(Db db) {
        this.db = db;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object answer(Control.Ask ask) throws Exception {
        if (ask.is("GET items")) {
            List<Object> out = new ArrayList<>();
            for (SailPointObject one : db.table(WorkItem.class).values()) {
                out.add(Wire.shown((WorkItem) one));
            }
            return out;
        }
        if (ask.is("POST items")) {
            return Wire.shown(stored(build(ask.map())));
        }
        if (ask.is("POST items/many")) {
            List<Object> out = new ArrayList<>();
            for (Object one : ask.list()) {
                out.add(Wire.shown(stored(build((Map<String, Object>) one))));
            }
            return out;
        }
        if (ask.is("GET items/*")) {
            return Wire.shown(item(ask.path[1]));
        }
        if (ask.is("GET items/*/authority/*")) {
            return Collections.singletonMap("authority", authority(open(ask.path[1]).ownerId, db.who(ask.path[3]), new java.util.HashSet<>()));
        }
        if (ask.is("PATCH items/*")) {
            return change(ask.path[1], w -> Wire.fill(w, ask.map(), db), !Wire.flag(ask.map(), "no_modified"));
        }
        if (ask.is("GET requests/*")) {
            return request(ask.path[1]);
        }
        if (ask.is("POST late")) {
            WorkItem w = build((Map<String, Object>) ask.map().get("spec"));
            later(((Number) ask.map().get("commit_in_ms")).longValue(), () -> stored(w));
            return Wire.shown(w);
        }
        if (ask.is("POST late-touch")) {
            Date at = db.now();
            later(((Number) ask.map().get("commit_in_ms")).longValue(), () -> change((String) ask.map().get("item"), w -> w.modified = at, false));
            return Collections.emptyMap();
        }
        return ask.is("POST items/*/*") ? act(ask) : null;
    }

    private Object act(Control.Ask ask) throws Exception {
        String id = ask.path[1];
        switch (ask.path[2]) {
            case "complete":
                Identity by = db.who(Wire.text(ask.map(), "by"));
                return end(id, Wire.state(Wire.text(ask.map(), "state")), by, Wire.text(ask.map(), "comment"), ask.map().get("lines"));
            case "forward":
                String to = db.who(Wire.text(ask.map(), "to")).id;
                return change(id, w -> {
                    Identity old = db.get(Identity.class, w.ownerId);
                    if (old != null) {
                        w.ownerHistory.add(old.name);
                    }
                    w.ownerId = to;
                }, true);
            case "touch":
                return change(id, w -> { }, true);
            case "expire":
                return end(id, WorkItem.State.Expired, null, null, null);
            case "cancel":
                return end(id, WorkItem.State.Canceled, null, null, null);
            case "return":
                return end(id, WorkItem.State.Returned, null, null, null);
            case "delete":
                WorkItem gone = open(id);
                db.remove(gone);
                db.ended.put(id, gone);
                return Collections.emptyMap();
            case "reopen":
                return reopen(id);
            default:
                return null;
        }
    }

    private Object reopen(String id) {
        WorkItem w = db.ended.remove(id);
        if (w == null) {
            throw new Control.Unknown("reopen work item: unknown object");
        }
        w = Copier.copy(w);
        w.state = null;
        w.completer = null;
        w.completionComments = null;
        for (ApprovalItem one : w.getApprovalSet() == null ? new ArrayList<ApprovalItem>() : w.getApprovalSet().items) {
            one.state = null;
        }
        w.modified = db.now();
        stored(w);
        return Collections.emptyMap();
    }

    /** Ends an item as the engine does, in a session of its own. */
    private Object end(String id, WorkItem.State state, Identity by, String comment, Object lines) throws Exception {
        open(id);
        Session s = new Session(db, by);
        Session before = Session.current();
        Session.set(s);
        try {
            db.lock(id, s, 10_000);
            open(id);
            WorkItem w = s.getObjectById(WorkItem.class, id);
            List<ApprovalItem> all = w.getApprovalSet() == null ? new ArrayList<>() : w.getApprovalSet().items;
            for (int i = 0; by != null && i < all.size(); i++) {
                List<?> each = lines == null ? new ArrayList<Object>() : (List<?>) lines;
                all.get(i).state = i < each.size() ? Wire.state((String) each.get(i)) : state;
                all.get(i).approver = by.name;
            }
            w.state = state;
            w.completer = by == null ? null : by.name;
            w.completionComments = comment;
            if (comment != null) {
                w.comments.add(new Comment(comment, by == null ? null : by.name));
            }
            Engine.process(s, w);
        } finally {
            s.rollbackTransaction();
            Session.set(before);
        }
        return Collections.emptyMap();
    }

    private Object change(String id, Consumer<WorkItem> how, boolean modified) {
        Object me = new Object();
        try {
            db.lock(id, me, 10_000);
            WorkItem w = Copier.copy(open(id));
            Date before = w.modified;
            how.accept(w);
            if (modified) {
                w.modified = db.now();
            } else if (w.modified == before) {
                w.modified = before;
            }
            w.version++;
            db.put(w);
            return Wire.shown(w);
        } catch (sailpoint.tools.GeneralException e) {
            throw new IllegalStateException(e);
        } finally {
            db.unlock(id, me);
        }
    }

    private static void later(long millis, Runnable what) {
        Thread t = new Thread(() -> {
            try {
                Thread.sleep(millis);
                what.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        t.setDaemon(true);
        t.start();
    }

    private WorkItem item(String id) {
        WorkItem w = db.get(WorkItem.class, id);
        w = w == null ? db.ended.get(id) : w;
        if (w == null) {
            throw new Control.Unknown("find work item \"" + id + "\": unknown object");
        }
        return w;
    }

    private WorkItem open(String id) {
        WorkItem w = item(id);
        if (db.get(WorkItem.class, id) == null || w.state != null && w.state != WorkItem.State.Pending) {
            throw new Control.Closed("find work item \"" + id + "\": no longer open");
        }
        return w;
    }

    private WorkItem stored(WorkItem w) {
        db.put(w);
        return w;
    }

    private WorkItem build(Map<String, Object> spec) {
        @SuppressWarnings("unchecked")
        Map<String, Object> in = spec.get("item") == null ? new LinkedHashMap<>() : (Map<String, Object>) spec.get("item");
        WorkItem w = new WorkItem();
        w.id = Wire.text(in, "id") == null ? db.newId() : Wire.text(in, "id");
        if (db.get(WorkItem.class, w.id) != null) {
            throw new IllegalArgumentException("add work item: the id is taken");
        }
        w.name = Wire.text(in, "name") == null ? db.nextItem() : Wire.text(in, "name");
        w.type = WorkItem.Type.Approval;
        w.level = "Normal";
        w.handler = "sailpoint.api.Workflower";
        Wire.fill(w, in, db);
        w.created = w.created == null ? db.now() : w.created;
        w.ownerId = db.who(Wire.text(spec, "owner")).id;
        w.requesterId = Wire.text(spec, "requester") == null ? w.requesterId : db.who(Wire.text(spec, "requester")).id;
        w.assigneeId = Wire.text(spec, "assignee") == null ? w.assigneeId : db.who(Wire.text(spec, "assignee")).id;
        if (Wire.text(spec, "target") != null) {
            Identity target = db.who(Wire.text(spec, "target"));
            w.targetId = target.id;
            w.targetName = target.name;
            w.attributes.put("identityDisplayName", target.displayName == null ? target.name : target.displayName);
        }
        if (w.targetName != null) {
            w.targetClass = w.targetClass == null ? "sailpoint.object.Identity" : w.targetClass;
            w.attributes.put("identityName", w.targetName);
        }
        if (spec.get("due_in_ms") != null && ((Number) spec.get("due_in_ms")).longValue() != 0) {
            w.expiration = new Date(w.created.getTime() + ((Number) spec.get("due_in_ms")).longValue());
        }
        justify(w, Wire.text(spec, "justification"));
        join(w, spec, Wire.text(in, "secret"));
        return w;
    }

    private static void justify(WorkItem w, String why) {
        for (ApprovalItem one : w.getApprovalSet() == null ? new ArrayList<ApprovalItem>() : w.getApprovalSet().items) {
            if (why != null && !one.attributes.containsKey("requesterComments")) {
                one.attributes.put("requesterComments", why);
            }
        }
    }

    /** Makes the item's request, or joins one. */
    private void join(WorkItem w, Map<String, Object> spec, String secret) {
        String name = Wire.text(spec, "request") == null ? w.identityRequestId : Wire.text(spec, "request");
        if (Wire.flag(spec, "no_request") || name == null && w.type != WorkItem.Type.Approval) {
            return;
        }
        IdentityRequest q = name == null ? null : db.byName(IdentityRequest.class, name);
        if (q == null) {
            q = new IdentityRequest();
            q.id = db.newId();
            q.name = name == null ? db.nextRequest() : name;
            q.type = "AccessRequest";
            q.state = "Approve";
            q.priority = w.level;
            q.executionStatus = "Executing";
            q.completionStatus = "Pending";
            q.created = w.created;
            q.requesterId = w.requesterId;
            Identity requester = db.get(Identity.class, w.requesterId);
            q.requesterDisplayName = requester == null ? w.requesterName : requester.displayName == null ? requester.name : requester.displayName;
            q.targetId = w.targetId;
            q.targetDisplayName = (String) w.attributes.get("identityDisplayName");
            q.targetClass = w.targetClass;
            q.anyEnds = Wire.flag(spec, "any_ends");
            if (secret != null) {
                q.attributes.put("secret", secret);
            }
            for (ApprovalItem one : w.getApprovalSet() == null ? new ArrayList<ApprovalItem>() : w.getApprovalSet().items) {
                IdentityRequestItem i = new IdentityRequestItem();
                i.application = one.applicationName;
                i.operation = one.operation;
                i.name = one.name;
                i.value = one.value;
                i.nativeIdentity = one.nativeIdentity;
                q.items.add(i);
            }
            db.put(q);
        } else if (Wire.flag(spec, "any_ends") && !q.anyEnds) {
            q = Copier.copy(q);
            q.anyEnds = true;
            db.put(q);
        }
        w.identityRequestId = q.name;
    }

    private boolean authority(String owner, Identity who, java.util.Set<String> seen) {
        Identity o = db.get(Identity.class, owner);
        if (o == null || who.inactive || who.workgroup) {
            return false;
        }
        boolean yes = o.id.equals(who.id);
        for (String one : o.workgroup && seen.add(o.id) ? o.members : new ArrayList<String>()) {
            yes |= authority(one, who, seen);
        }
        return yes;
    }

    private Object request(String name) {
        IdentityRequest q = db.byName(IdentityRequest.class, name);
        if (q == null) {
            throw new Control.Unknown("find identity request \"" + name + "\": unknown object");
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", q.id);
        out.put("name", q.name);
        out.put("type", q.type);
        Wire.put(out, "state", q.state);
        List<Object> summaries = new ArrayList<>();
        for (IdentityRequest.ApprovalSummary a : q.approvalSummaries) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("work_item_id", a.workItemId);
            one.put("work_item_type", a.workItemType);
            one.put("owner", a.owner);
            Wire.put(one, "completer", a.completer);
            one.put("state", a.state.name());
            one.put("start_date", Wire.millis(a.startDate));
            one.put("end_date", Wire.millis(a.endDate));
            Wire.put(one, "comments", a.comments.isEmpty() ? null : a.comments.get(0).comment);
            one.put("lines", Wire.lines(a.approvalSet));
            summaries.add(one);
        }
        out.put("summaries", summaries);
        return out;
    }
}
