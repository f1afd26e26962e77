package com.iiqapprovals.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The tag: a hash of what a decision is about, so that a decision is held against what was shown. */
final class Tag {
    private static final char BETWEEN = '\u001f';

    private Tag() {
    }

    /** The tag of an item, or null where something is there that was not understood. */
    static String of(Item item) {
        String record = record(item);
        return record == null ? null : hash(record);
    }

    /** The text that is hashed, or null. */
    static String record(Item item) {
        List<String> records = new ArrayList<>();
        records.add(join("v1", item.type, waiting(item.state), item.requester(), item.target()));
        List<Line> lines = new ArrayList<>(item.lines);
        Collections.sort(lines, new Comparator<Line>() {
            @Override
            public int compare(Line a, Line b) {
                return bytes(clean(a.id), clean(b.id));
            }
        });
        for (Line one : lines) {
            if (!one.whole) {
                return null;
            }
            records.add(joinClean(clean(one.id), clean(one.operation), clean(one.application), clean(one.name), value(one.values),
                    clean(one.nativeIdentity), clean(waiting(one.state)), clean(Line.text(one.start)), clean(Line.text(one.end))));
        }
        return item.understood ? String.join("\n", records) : null;
    }

    /** Pending and no state at all are the same. */
    private static String waiting(String state) {
        return state.equals("Pending") ? "" : state;
    }

    /** The tag of a review's line. */
    static String ofReviewLine(String... fields) {
        String[] all = new String[fields.length + 1];
        all[0] = "r1";
        System.arraycopy(fields, 0, all, 1, fields.length);
        return hash(join(all));
    }

    /** Several values, sorted as bytes. */
    static String value(List<String> values) {
        List<String> sorted = new ArrayList<>();
        for (String one : values) {
            sorted.add(clean(one));
        }
        Collections.sort(sorted, new Comparator<String>() {
            @Override
            public int compare(String a, String b) {
                return bytes(a, b);
            }
        });
        return String.join(String.valueOf(BETWEEN), sorted);
    }

    /** One record of fields that are clean. */
    private static String joinClean(String... fields) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            out.append(i == 0 ? "" : "\t").append(escape(fields[i] == null ? "" : fields[i]));
        }
        return out.toString();
    }

    static String join(String... fields) {
        String[] clean = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            clean[i] = clean(fields[i]);
        }
        return joinClean(clean);
    }

    private static String escape(String s) {
        return s.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    /** The text as XML would carry it: no carriage returns, no letters that it cannot hold. */
    static String clean(String s) {
        if (s == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        String lines = s.replace("\r\n", "\n").replace('\r', '\n');
        for (int i = 0; i < lines.length();) {
            int c = lines.codePointAt(i);
            i += Character.charCount(c);
            out.appendCodePoint(WireXml.allowed(c));
        }
        return out.toString();
    }

    private static int bytes(String a, String b) {
        byte[] x = a.getBytes(StandardCharsets.UTF_8);
        byte[] y = b.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < Math.min(x.length, y.length); i++) {
            if (x[i] != y[i]) {
                return (x[i] & 0xff) - (y[i] & 0xff);
            }
        }
        return x.length - y.length;
    }

    /** SHA-256 over UTF-8, in lower-case hex. */
    static String hash(String text) {
        try {
            StringBuilder hex = new StringBuilder();
            for (byte b : MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))) {
                hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
