package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.api.SailPointContext;
import sailpoint.object.Attributes;
import sailpoint.object.AuditEvent;
import sailpoint.object.Filter;
import sailpoint.object.QueryOptions;
import sailpoint.tools.GeneralException;

/**
 * The audit rows of the gateway, which are also its memory of keys: they are written in the transaction of the act itself. Text
 * columns are short, so keys and decisions go in as hashes.
 */
final class Memory {
    static final String ACTION = "ApprovalsGateway";
    private final SailPointContext ctx;
    private final String caller;

    Memory(SailPointContext ctx, String caller) {
        this.ctx = ctx;
        this.caller = caller;
    }

    /** One act that was done. */
    static final class Done {
        final String id;
        final String fingerprint;
        final Map<String, Object> outcome;

        Done(String id, String fingerprint, Map<String, Object> outcome) {
            this.id = id;
            this.fingerprint = fingerprint;
            this.outcome = outcome;
        }
    }

    /** Saves the row of an act; the caller commits. Gives the row's id. */
    String save(String op, String object, String request, String approverId, String approverName, String key, String fingerprint,
            Map<String, Object> outcome) throws GeneralException {
        AuditEvent row = new AuditEvent();
        row.setAction(ACTION);
        row.setSource(approverName);
        row.setTarget(object);
        row.setString1(key == null ? null : hashed(key));
        row.setString2(fingerprint);
        row.setString3(request);
        row.setString4(approverId);
        Attributes<String, Object> more = new Attributes<>();
        more.put("op", op);
        more.put("caller", caller);
        more.put("outcome", Json.write(outcome));
        row.setAttributes(more);
        ctx.saveObject(row);
        return row.getId();
    }

    /** What was done under a key, or null. A key that was used for another act is refused. */
    Done replay(String key, String fingerprint) throws GeneralException {
        Done done = key == null ? null : find("string1", hashed(key));
        if (done != null && !done.fingerprint.equals(fingerprint)) {
            throw new Refused("key_reused", "the key was used for another act");
        }
        return done;
    }

    /** The newest act on an item that ended it, or null. */
    Done endOf(String item) throws GeneralException {
        return find("target", item);
    }

    /** The forwards of an item that were made through the gateway, the first one first. */
    List<Object> forwards(String item) throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("action", ACTION));
        q.addFilter(Filter.eq("target", item));
        q.addOrdering("created", true);
        q.setResultLimit(100);
        List<Object> out = new ArrayList<>();
        for (AuditEvent row : ctx.getObjects(AuditEvent.class, q)) {
            Map<String, Object> o = outcome(row);
            if (o.get("from") != null && o.get("owner") != null) {
                out.add(Deed.fields("from", o.get("from"), "to", o.get("owner"), "at", o.get("at")));
            }
        }
        return out;
    }

    /** Who signed a review through the gateway, by name; empty for nobody. */
    String signer(String review) throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("action", ACTION));
        q.addFilter(Filter.eq("target", review));
        q.addOrdering("created", false);
        q.setResultLimit(20);
        for (AuditEvent row : ctx.getObjects(AuditEvent.class, q)) {
            if (outcome(row).get("signed") != null) {
                return Soft.text(row, "getSource");
            }
        }
        return "";
    }

    private Done find(String column, String value) throws GeneralException {
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("action", ACTION));
        q.addFilter(Filter.eq(column, value));
        q.addOrdering("created", false);
        q.setResultLimit(column.equals("target") ? 20 : 1);
        List<AuditEvent> rows = ctx.getObjects(AuditEvent.class, q);
        for (AuditEvent row : rows) {
            Map<String, Object> outcome = outcome(row);
            if (!column.equals("target") || "decided".equals(outcome.get("outcome"))) {
                return new Done(row.getId(), Soft.text(row, "getString2"), outcome);
            }
        }
        return null;
    }

    private static Map<String, Object> outcome(AuditEvent row) {
        Object all = Soft.get(row, "getAttributes");
        Object text = all instanceof Map ? ((Map<?, ?>) all).get("outcome") : null;
        if (!(text instanceof String)) {
            return new LinkedHashMap<>();
        }
        return Json.read(new java.io.ByteArrayInputStream(((String) text).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String hashed(String key) {
        return Tag.hash("key\n" + key);
    }
}
