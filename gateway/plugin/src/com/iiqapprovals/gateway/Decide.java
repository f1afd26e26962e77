package com.iiqapprovals.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sailpoint.api.Workflower;
import sailpoint.object.ApprovalItem;
import sailpoint.object.Comment;
import sailpoint.object.Identity;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** Decides a work item: lock, read, judge, write, in one transaction. */
final class Decide {
    private static final Deque<Long> LATELY = new ArrayDeque<>();

    private Decide() {
    }

    static Answer workItem(Call call, String id, Map<String, Object> body) throws Exception {
        Act act = new Act(body);
        String fingerprint = act.fingerprint(id);
        WorkItem w = Rows.lock(call.ctx, WorkItem.class, id);
        Memory.Done before = call.memory().replay(call.key, fingerprint);
        if (before != null) {
            return told(call, w == null ? null : new Item(w), id, before.outcome, "replayed", before.id);
        }
        if (w == null) {
            throw gone(call, id, Json.text(act.expect, "request"));
        }
        Item item = new Item(w);
        if (!item.open()) {
            throw new Refused("decided", "somebody was faster").with(Outcomes.closed(call.ctx, item));
        }
        Identity approver = call.gate.judge(item, act);
        Map<ApprovalItem, Act.OnLine> lines = onLines(item, act, call.settings.partial());
        count(1, call.settings.number("maxDecisionsPerMinute", 0, 0, 1_000_000));
        return write(call, item, approver, act, lines, fingerprint);
    }

    /** Why an item that is not there cannot be decided. */
    static Refused gone(Call call, String id, String request) throws GeneralException {
        Map<String, Object> end = Outcomes.ended(call, id, request);
        if (end == null && (request == null || request.isEmpty())) {
            end = Outcomes.endedLately(call, id);
        }
        return end == null ? new Refused("gone", "there is no such work item")
                : new Refused("decided", "somebody was faster").with(end);
    }

    /** What is decided on each open line. */
    private static Map<ApprovalItem, Act.OnLine> onLines(Item item, Act act, boolean partial) {
        Map<ApprovalItem, Act.OnLine> out = new java.util.IdentityHashMap<>();
        if (!act.lines.isEmpty() && !item.linesNamed()) {
            throw new Refused("no_lines", item.lines.isEmpty() ? "the item has no lines" : "the lines have no ids of their own");
        }
        for (Map.Entry<String, Act.OnLine> one : act.lines.entrySet()) {
            Line line = item.line(one.getKey());
            if (line == null) {
                throw new Refused("unknown_line", "the item has no such line");
            }
            if (!line.open()) {
                throw new Refused("line_decided", "a line was decided before").with(Gate.fresh(item));
            }
            out.put(line.source, one.getValue());
        }
        for (Line line : item.lines) {
            if (line.open() && !out.containsKey(line.source)) {
                if (act.state != null) {
                    out.put(line.source, new Act.OnLine(act.state, ""));
                } else if (!partial) {
                    throw new Refused("incomplete", "an open line is not named");
                }
            }
        }
        return out;
    }

    private static Answer write(Call call, Item item, Identity approver, Act act, Map<ApprovalItem, Act.OnLine> lines, String fingerprint)
            throws Exception {
        WorkItem w = item.source;
        for (Map.Entry<ApprovalItem, Act.OnLine> one : lines.entrySet()) {
            one.getKey().setState(one.getValue().state);
            one.getKey().setApprover(approver.getName());
            if (!Act.blank(one.getValue().comment)) {
                one.getKey().add(new Comment(one.getValue().comment, approver.getName()));
            }
        }
        Item after = new Item(w);
        boolean whole = true;
        for (Line line : after.lines) {
            whole &= !line.open();
        }
        WorkItem.State state = act.state != null && act.lines.isEmpty() ? act.state : together(after);
        if (whole) {
            w.setState(state);
            w.setCompleter(approver.getName());
            w.setCompletionComments(act.comment);
        }
        if (!Act.blank(act.comment)) {
            w.addComment(act.comment, approver);
        }
        after = new Item(w);
        Map<String, Object> outcome = outcome(after, approver, whole ? state : null);
        String audit = call.memory().save("decide", w.getId(), w.getIdentityRequestId(), approver.getId(), approver.getName(), call.key,
                fingerprint, outcome);
        call.ctx.saveObject(w);
        Answer answer = told(call, after, w.getId(), outcome, "decided", audit);
        if (whole) {
            new Workflower(call.ctx).process(w, true);
        }
        call.ctx.commitTransaction();
        return answer;
    }

    /** The item's state where its lines differ: rejected only when all are. */
    private static WorkItem.State together(Item item) {
        for (Line one : item.lines) {
            if (!one.state.equals("Rejected")) {
                return WorkItem.State.Finished;
            }
        }
        return WorkItem.State.Rejected;
    }

    private static Map<String, Object> outcome(Item item, Identity approver, WorkItem.State state) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("outcome", state == null ? "open" : "decided");
        out.put("decidedBy", People.reference(approver));
        out.put("state", state == null ? null : state.name());
        out.put("at", System.currentTimeMillis());
        out.put("lines", Gate.states(item));
        out.put("request", item.source.getIdentityRequestId());
        return out;
    }

    /** The answer, written before the engine runs: afterwards the item is gone. */
    private static Answer told(Call call, Item item, String id, Map<String, Object> outcome, String word, String audit) {
        Map<String, Object> body = new LinkedHashMap<>(outcome);
        body.put("source", "gateway");
        Answer a;
        if (call.wantsJson) {
            a = Answer.json(200, body);
        } else {
            WireXml x = WireXml.document("WorkItem");
            if (item != null) {
                new ItemXml(x, call.gate, null).write(item);
            } else {
                stored(x, id, outcome);
            }
            a = Answer.xml(x.toString());
        }
        return a.outcome(word).header("X-Outcome", word).header("X-Audit", audit);
    }

    /** What is known of an item that was decided before and is gone. */
    private static void stored(WireXml x, String id, Map<String, Object> outcome) {
        Object by = outcome.get("decidedBy");
        x.open("WorkItem", "id", id, "type", "Approval", "state", Soft.asText(outcome.get("state")), "completer",
                by instanceof Map ? Soft.asText(((Map<?, ?>) by).get("name")) : "");
        x.open("Attributes").open("Map").open("entry", "key", "approvalSet").open("value").open("ApprovalSet");
        Object lines = outcome.get("lines");
        for (Object one : lines instanceof List ? (List<?>) lines : new ArrayList<Object>()) {
            x.empty("ApprovalItem", "id", Soft.asText(((Map<?, ?>) one).get("id")), "state", Soft.asText(((Map<?, ?>) one).get("state")));
        }
        x.close("ApprovalSet").close("value").close("entry").close("Map").close("Attributes").close("WorkItem");
    }

    /** Forgets the decisions of the last minute, for tests. */
    static void forget() {
        synchronized (LATELY) {
            LATELY.clear();
        }
    }

    /** Holds the administrator's cap on decisions of one minute. */
    static void count(int decisions, int most) {
        synchronized (LATELY) {
            long now = System.nanoTime();
            while (!LATELY.isEmpty() && now - LATELY.peekFirst() > 60_000_000_000L) {
                LATELY.removeFirst();
            }
            if (most > 0 && LATELY.size() + decisions > most) {
                long oldest = LATELY.isEmpty() ? now : LATELY.peekFirst();
                int wait = (int) ((60_000_000_000L - (now - oldest)) / 1_000_000_000L) + 1;
                throw new Refused("too_many", "more decisions in a minute than the administrator allows", wait);
            }
            for (int i = 0; most > 0 && i < decisions; i++) {
                LATELY.addLast(now);
            }
        }
    }
}
