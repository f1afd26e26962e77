package com.iiqapprovals.gateway;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A call that is refused, by one of the contract's words. Nothing is written for it. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Integer> STATUS = new HashMap<>();

    static {
        put(400, "bad_body", "bad_id", "bad_filter", "bad_cursor", "bad_column", "bad_line", "bad_state");
        put(403, "not_caller");
        put(404, "gone", "no_workgroup");
        put(409, "decided", "changed", "line_decided", "signed", "incomplete_review", "taken");
        put(422, "not_owner", "inactive", "self_approval", "excluded", "wrong_type", "signature", "unknown_approver", "unknown_line",
                "no_lines", "incomplete", "comment_required", "key_reused", "unknown_target", "circle");
        put(429, "too_many");
        put(503, "busy");
        put(500, "iiq");
    }

    /** The contract's word. */
    final String word;
    private final int retryAfter;
    private final transient Map<String, Object> more = new LinkedHashMap<>();

    Refused(String word, String message) {
        this(word, message, 0);
    }

    Refused(String word, String message, int retryAfterSeconds) {
        super(message, null, false, false);
        this.word = word;
        this.retryAfter = retryAfterSeconds;
    }

    /** Adds a field to the answer's body. */
    Refused with(String name, Object value) {
        more.put(name, value);
        return this;
    }

    /** Adds several fields. */
    Refused with(Map<String, Object> fields) {
        more.putAll(fields);
        return this;
    }

    /** The word with its sentence and whatever belongs to it, as one line of a list has it. */
    Map<String, Object> body() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("error", word);
        out.put("message", getMessage());
        out.putAll(more);
        return out;
    }

    Answer answer() {
        Answer a = Answer.json(STATUS.get(word), body()).outcome(word);
        return retryAfter > 0 ? a.header("Retry-After", String.valueOf(retryAfter)) : a;
    }

    private static void put(int status, String... words) {
        for (String one : words) {
            STATUS.put(one, status);
        }
    }
}
