package com.iiqapprovals.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads bodies strictly and within a bound, and writes answers. No message quotes what was sent. */
final class Json {
    /** The largest body, in bytes. */
    static final int BODY = 262144;
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
            .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true);

    private Json() {
    }

    static String write(Object body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (IOException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
    }

    /** Reads a JSON object; anything else is bad_body. */
    static Map<String, Object> read(InputStream body) {
        Map<String, Object> read = optional(body);
        if (read == null) {
            throw new Refused("bad_body", "there is no body");
        }
        return read;
    }

    /** Reads a JSON object, null where there is no body at all. */
    static Map<String, Object> optional(InputStream body) {
        return optional(bytes(body));
    }

    /** The bytes of a body, within the bound; none where there is no body. */
    static byte[] bytes(InputStream body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int n = body == null ? -1 : body.read(some); n >= 0; n = body.read(some)) {
                all.write(some, 0, n);
                if (all.size() > BODY) {
                    throw new Refused("bad_body", "the body is larger than " + BODY + " bytes");
                }
            }
        } catch (IOException e) {
            throw new Refused("bad_body", "the body is cut");
        }
        return all.toByteArray();
    }

    /** Reads a JSON object, null where there are no bytes. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> optional(byte[] body) {
        Object value;
        try {
            String text = text(body);
            if (text.isEmpty()) {
                return null;
            }
            value = MAPPER.readValue(text, Object.class);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw e instanceof Refused ? (Refused) e : new Refused("bad_body", "the body is not JSON");
        }
        if (!(value instanceof Map)) {
            throw new Refused("bad_body", "the body is not a JSON object");
        }
        return (Map<String, Object>) value;
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new Refused("bad_body", "the body is not UTF-8");
        }
    }

    /** A text of an object, or null where it is missing or null. */
    static String text(Map<String, Object> from, String name) {
        Object v = from.get(name);
        if (v != null && !(v instanceof String)) {
            throw new Refused("bad_body", name + " is not a text");
        }
        return (String) v;
    }

    /** A text that must be there. */
    static String needed(Map<String, Object> from, String name) {
        String v = text(from, name);
        if (v == null || v.isEmpty()) {
            throw new Refused("bad_body", name + " is missing");
        }
        return v;
    }

    /** A whole number, or null. */
    static Long number(Map<String, Object> from, String name) {
        Object v = from.get(name);
        if (v != null && !(v instanceof Integer) && !(v instanceof Long)) {
            throw new Refused("bad_body", name + " is not a whole number");
        }
        return v == null ? null : Long.valueOf(((Number) v).longValue());
    }

    /** An object inside, empty where it is missing. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Map<String, Object> from, String name) {
        Object v = from.get(name);
        if (v != null && !(v instanceof Map)) {
            throw new Refused("bad_body", name + " is not an object");
        }
        return v == null ? Collections.<String, Object>emptyMap() : (Map<String, Object>) v;
    }

    /** A list of objects, or null where it is missing. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Map<String, Object> from, String name, int most) {
        Object v = from.get(name);
        if (v == null) {
            return null;
        }
        if (!(v instanceof List) || ((List<?>) v).size() > most) {
            throw new Refused("bad_body", name + " is not a list of " + most + " at most");
        }
        List<Map<String, Object>> out = new ArrayList<>();
        for (Object one : (List<?>) v) {
            if (!(one instanceof Map)) {
                throw new Refused("bad_body", name + " holds something that is not an object");
            }
            out.add((Map<String, Object>) one);
        }
        return out;
    }
}
