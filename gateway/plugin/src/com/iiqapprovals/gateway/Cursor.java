package com.iiqapprovals.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a client is in the changes: two places, each a stamp and an id. Everything up to settled is old enough to be complete. at
 * runs ahead while pages follow, and falls back to settled at the end of a sweep. What counts as old enough is said once, when the
 * sweep begins: a row that is committed while a long sweep goes on may lie before at, and settled must not pass it.
 */
final class Cursor {
    final Place settled;
    final Place at;
    /** The stamp below which everything was committed when the sweep began; null between sweeps. */
    final Long bound;

    /** A place in the order of the changes: after this stamp and this id. */
    static final class Place {
        static final Place START = new Place(Long.MIN_VALUE, "");
        final long stamp;
        final String id;

        Place(long stamp, String id) {
            this.stamp = stamp;
            this.id = id;
        }

        boolean before(Place other) {
            return stamp != other.stamp ? stamp < other.stamp : id.compareTo(other.id) < 0;
        }
    }

    Cursor(Place settled, Place at, Long bound) {
        this.settled = settled;
        this.at = at;
        this.bound = bound;
    }

    /** Reads what this class wrote; an empty one begins. Anything else is bad_cursor. */
    static Cursor read(String text) {
        if (text == null || text.isEmpty()) {
            return new Cursor(Place.START, Place.START, null);
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            String[] parts = plain.split(" ", -1);
            if (parts.length == 7 && parts[0].equals("c1") && parts[6].equals(sum(plain.substring(0, plain.lastIndexOf(' '))))) {
                return new Cursor(place(parts[1], parts[2]), place(parts[3], parts[4]), parts[5].isEmpty() ? null : Long.valueOf(parts[5]));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Refused("bad_cursor", "the cursor is none of this gateway's");
    }

    private static Place place(String stamp, String id) {
        if (!id.isEmpty() && !Ids.valid(id)) {
            throw new IllegalArgumentException();
        }
        return new Place(Long.parseLong(stamp), id);
    }

    String write() {
        String plain = "c1 " + settled.stamp + " " + settled.id + " " + at.stamp + " " + at.id + " " + (bound == null ? "" : bound);
        return Base64.getUrlEncoder().withoutPadding().encodeToString((plain + " " + sum(plain)).getBytes(StandardCharsets.US_ASCII));
    }

    /** Finds a cursor that was cut; it is no secret and proves nothing. */
    private static String sum(String plain) {
        return Tag.hash("cursor\n" + plain).substring(0, 8);
    }
}
