package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sailpoint.object.Certification;
import sailpoint.object.Identity;
import sailpoint.object.SailPointObject;
import sailpoint.object.WorkItem;

/** An act that is no decision: under the row's lock, with its key and its audit row in the same transaction. */
final class Deed {
    /** Who did it, and what is answered. */
    final Identity approver;
    final Map<String, Object> answer;
    /** Whether anything was changed; what was so already is answered and not written. */
    final boolean changed;

    Deed(Identity approver, Map<String, Object> answer, boolean changed) {
        this.approver = approver;
        this.answer = answer;
        this.changed = changed;
    }

    /** Judges and changes what is locked. */
    interface Work<T> {
        Deed run(T locked) throws Exception;
    }

    /** An act on an open work item. */
    static Answer onItem(Call call, String op, String id, Map<String, Object> body, Work<Item> work) throws Exception {
        String request = Json.text(Json.object(body, "expect"), "request");
        return on(call, op, WorkItem.class, id, body, w -> {
            if (w == null) {
                throw Decide.gone(call, id, request);
            }
            Item item = new Item(w);
            if (!item.open()) {
                throw new Refused("decided", "the item is closed").with(Outcomes.closed(call.ctx, item));
            }
            if (call.gate.excluded(item)) {
                throw new Refused("excluded", "the administrator keeps this item out of the gateway");
            }
            return work.run(item);
        });
    }

    /** An act on any row. */
    static <T extends SailPointObject> Answer on(Call call, String op, Class<T> type, String id, Map<String, Object> body, Work<T> work)
            throws Exception {
        Json.object(body, "expect");
        Map<String, Object> said = new TreeMap<>(body);
        said.remove("expect");
        String fingerprint = Tag.hash(op + "\n" + id + "\n" + Json.write(sorted(said)));
        T row = Rows.lock(call.ctx, type, id);
        Memory.Done before = call.memory().replay(call.key, fingerprint);
        if (before != null) {
            return Answer.json(200, before.outcome).outcome("replayed").header("X-Outcome", "replayed").header("X-Audit", before.id);
        }
        Deed done = work.run(row);
        Answer answer = Answer.json(200, done.answer).outcome(op).header("X-Outcome", op);
        if (done.changed) {
            String request = row instanceof WorkItem ? ((WorkItem) row).getIdentityRequestId() : null;
            String audit = call.memory().save(op, id, request, done.approver.getId(), done.approver.getName(), call.key, fingerprint, done.answer);
            if (!(row instanceof Certification)) {
                // IIQ's own classes have written what they changed of a review.
                call.ctx.saveObject(row);
            }
            call.ctx.commitTransaction();
            answer.header("X-Audit", audit);
        }
        return answer;
    }

    /** The same JSON whatever the order of its keys. */
    private static Object sorted(Object v) {
        if (v instanceof Map) {
            Map<String, Object> out = new TreeMap<>();
            for (Map.Entry<?, ?> one : ((Map<?, ?>) v).entrySet()) {
                out.put(String.valueOf(one.getKey()), sorted(one.getValue()));
            }
            return out;
        }
        if (v instanceof List) {
            List<Object> out = new ArrayList<>();
            for (Object one : (List<?>) v) {
                out.add(sorted(one));
            }
            return out;
        }
        return v;
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return out;
    }
}
