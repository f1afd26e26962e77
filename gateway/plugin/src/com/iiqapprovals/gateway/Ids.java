package com.iiqapprovals.gateway;

import java.util.regex.Pattern;

/** The shape of IIQ's ids: 32 hexadecimal characters. */
final class Ids {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F]{32}");

    private Ids() {
    }

    static boolean valid(String id) {
        return id != null && SHAPE.matcher(id).matches();
    }

    /** The id of a path, which goes into nothing else before. */
    static String path(String id) {
        if (!valid(id)) {
            throw new Refused("bad_id", "the id in the path is not 32 hexadecimal characters");
        }
        return id;
    }
}
