package com.iiqapprovals.gateway;

import sailpoint.api.SailPointContext;

/** One call: who makes it, and what it works with. */
final class Call {
    final SailPointContext ctx;
    final Settings settings;
    /** The name of the account behind the token. */
    final String caller;
    /** The Idempotency-Key, or null. */
    final String key;
    /** Whether the client asks for JSON in the place of XML. */
    final boolean wantsJson;
    final Gate gate;

    Call(SailPointContext ctx, Settings settings, String caller, String key, String accept) {
        this.ctx = ctx;
        this.settings = settings;
        this.caller = caller;
        this.key = key(key);
        this.wantsJson = accept != null && accept.contains("application/json");
        this.gate = new Gate(ctx, settings);
    }

    /** What answers a call. */
    interface Handler {
        Answer answer(Call call) throws Exception;
    }

    Memory memory() {
        return new Memory(ctx, caller);
    }

    private static String key(String given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        if (!given.matches("[\\x21-\\x7e]{1,200}")) {
            throw new Refused("bad_body", "the Idempotency-Key is not printable ASCII of 200 characters at most");
        }
        return given;
    }

    /** The X-Request-Id where it is printable and short, else null. */
    static String requestId(String given) {
        return given != null && given.matches("[\\x21-\\x7e]{1,64}") ? given : null;
    }

    /** A name as the log line can hold it. */
    static String logged(String name) {
        return name == null || name.isEmpty() ? "-" : name.replaceAll("[^\\x21-\\x7e]", "_");
    }
}
