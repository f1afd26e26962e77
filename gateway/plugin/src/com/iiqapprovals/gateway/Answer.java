package com.iiqapprovals.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a call answers. It is text with an explicit type, because JSON providers differ between servers. */
final class Answer {
    final int status;
    final String type;
    final String body;
    final Map<String, String> headers = new LinkedHashMap<>();
    /** One word for the log line. */
    String outcome = "ok";

    private Answer(int status, String type, String body) {
        this.status = status;
        this.type = type;
        this.body = body;
    }

    static Answer json(int status, Object body) {
        return new Answer(status, "application/json;charset=UTF-8", Json.write(body));
    }

    static Answer xml(String body) {
        return new Answer(200, "application/xml;charset=UTF-8", body);
    }

    Answer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Answer outcome(String word) {
        outcome = word;
        return this;
    }
}
