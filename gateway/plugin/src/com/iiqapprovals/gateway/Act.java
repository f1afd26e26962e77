package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.object.WorkItem;

/** The body of a decision. */
final class Act {
    private static final int LINES = 1000;
    private static final int COMMENT = 4000;

    final String approver;
    /** The state for every line that is not named, null where each is. */
    final WorkItem.State state;
    final String comment;
    /** The decisions on lines by their ids, in the order sent; empty where there are none. */
    final Map<String, OnLine> lines;
    final Map<String, Object> expect;

    /** The decision on one line. */
    static final class OnLine {
        final WorkItem.State state;
        final String comment;

        OnLine(WorkItem.State state, String comment) {
            this.state = state;
            this.comment = comment;
        }
    }

    Act(Map<String, Object> body) {
        approver = Json.needed(body, "approver");
        comment = commentOf(body);
        List<Map<String, Object>> given = Json.objects(body, "lines", LINES);
        Map<String, OnLine> found = new LinkedHashMap<>();
        for (Map<String, Object> one : given == null ? Collections.<Map<String, Object>>emptyList() : given) {
            OnLine line = new OnLine(stateOf(Json.text(one, "state")), commentOf(one));
            String id = Json.text(one, "id");
            if (id == null || id.isEmpty() || found.put(id, line) != null) {
                throw new Refused("bad_line", "a line without an id, or twice");
            }
        }
        lines = Collections.unmodifiableMap(found);
        String text = Json.text(body, "state");
        state = text == null && !found.isEmpty() ? null : stateOf(text);
        expect = Json.object(body, "expect");
    }

    /** The comment of a body, "" for none, within its bound. */
    static String commentOf(Map<String, Object> body) {
        String text = Json.text(body, "comment");
        if (text != null && text.length() > COMMENT) {
            throw new Refused("bad_body", "a comment of more than " + COMMENT + " characters");
        }
        return text == null ? "" : text;
    }

    private static WorkItem.State stateOf(String text) {
        if ("Finished".equals(text)) {
            return WorkItem.State.Finished;
        }
        if ("Rejected".equals(text)) {
            return WorkItem.State.Rejected;
        }
        throw new Refused("bad_state", "a state is Finished or Rejected");
    }

    /** Refuses a decision without the comment that the administrator demands. */
    void demandComments(Item item, List<String> on) {
        boolean others = lines.size() < item.lines.size() || item.lines.isEmpty();
        boolean missing = state != null && others && on.contains(state.name()) && blank(comment);
        for (OnLine one : lines.values()) {
            missing |= on.contains(one.state.name()) && blank(one.comment) && blank(comment);
        }
        if (missing) {
            throw new Refused("comment_required", "this decision wants a comment");
        }
    }

    static boolean blank(String text) {
        return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** Says which decision this is, so that a key that comes again can be held against it. */
    String fingerprint(String id) {
        List<String> all = new ArrayList<>(java.util.Arrays.asList("decide", id, approver, state == null ? "" : state.name(), comment));
        for (Map.Entry<String, OnLine> one : new java.util.TreeMap<>(lines).entrySet()) {
            all.addAll(java.util.Arrays.asList(one.getKey(), one.getValue().state.name(), one.getValue().comment));
        }
        return Tag.hash(Json.write(all));
    }
}
