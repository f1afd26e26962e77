package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wished for one line of an access review. */
final class ReviewWish {
    private static final int LINES = 100;
    private static final List<String> STATES = Arrays.asList("Approved", "Remediated", "Mitigated", "Cleared");

    final String id;
    /** Approved, Remediated, Mitigated or Cleared. */
    final String status;
    final String comment;
    final String tag;
    /** Until when a line is mitigated, else null. */
    final Long until;

    private ReviewWish(Map<String, Object> one) {
        id = Json.text(one, "id");
        status = Json.text(one, "status");
        comment = Act.commentOf(one);
        tag = Json.needed(one, "tag");
        until = Json.number(one, "until");
        if (id == null || id.isEmpty()) {
            throw new Refused("bad_line", "a line has no id");
        }
        if (!STATES.contains(status)) {
            throw new Refused("bad_state", "a decision is one of " + STATES);
        }
        if (status.equals("Mitigated") && until == null) {
            throw new Refused("bad_body", "what is mitigated wants an until");
        }
    }

    /** The wishes of a body, in the order sent. */
    static List<ReviewWish> all(Map<String, Object> body) {
        List<Map<String, Object>> given = Json.objects(body, "decisions", LINES);
        if (given == null || given.isEmpty()) {
            throw new Refused("bad_body", "decisions is missing, or empty");
        }
        List<ReviewWish> out = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Map<String, Object> one : given) {
            ReviewWish wish = new ReviewWish(one);
            if (!seen.add(wish.id)) {
                throw new Refused("bad_line", "a line is named twice");
            }
            out.add(wish);
        }
        return out;
    }

    /** The decision on an item that this is like, by which the administrator demands comments; "" for what takes one back. */
    String like() {
        return status.equals("Cleared") ? "" : status.equals("Remediated") ? "Rejected" : "Finished";
    }
}
