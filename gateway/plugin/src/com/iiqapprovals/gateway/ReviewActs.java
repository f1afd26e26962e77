package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import sailpoint.api.Certificationer;
import sailpoint.object.Certification;
import sailpoint.object.CertificationItem;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.tools.GeneralException;
import sailpoint.tools.Util;

/** Decides lines of an access review, and signs it off. Off until a pilot has seen what IIQ does then. */
final class ReviewActs {
    private static final List<String> KEPT = Arrays.asList("Approved", "Mitigated", "Acknowledged");

    /** How many lines are compared before and after, at most. */
    private static final int BESIDE = 2000;

    private ReviewActs() {
    }

    /** Decides lines. One that cannot be decided as wished is refused alone. */
    static Answer decide(Call call, String id, Map<String, Object> body) throws Exception {
        ReviewGate.switchedOn(call);
        String who = Json.needed(body, "approver");
        List<ReviewWish> wishes = ReviewWish.all(body);
        return Deed.on(call, "decide-lines", Certification.class, id, body, review -> {
            Identity approver = ReviewGate.judge(call, review, who);
            Map<String, ReviewLine> lines = lines(call, id, wishes);
            for (ReviewWish one : wishes) {
                ReviewGate.whole(call, lines.get(one.id), approver);
            }
            List<ReviewWish> taken = new ArrayList<>();
            Map<String, Refused> refused = new HashMap<>();
            for (ReviewWish one : wishes) {
                Refused no = ReviewGate.alone(call, lines.get(one.id), one);
                if (no == null) {
                    taken.add(one);
                } else {
                    refused.put(one.id, no);
                }
            }
            Map<String, ReviewLine> before = beside(call, id, taken, lines);
            if (!taken.isEmpty()) {
                Decide.count(taken.size(), call.settings.number("maxDecisionsPerMinute", 0, 0, 1_000_000));
                Decisions.make(call.ctx, id, approver, taken);
                new Certificationer(call.ctx).refresh(review);
            }
            List<Object> results = results(wishes, refused, lines(call, id, wishes));
            Map<String, ReviewLine> after = before == null ? null : beside(call, id, taken, lines);
            if (after != null) {
                along(call, wishes, refused, lines, results, before, after);
            }
            return new Deed(approver, Deed.fields("results", results), !taken.isEmpty());
        });
    }

    private static List<Object> results(List<ReviewWish> wishes, Map<String, Refused> refused, Map<String, ReviewLine> now) {
        List<Object> out = new ArrayList<>();
        for (ReviewWish one : wishes) {
            Refused no = refused.get(one.id);
            Map<String, Object> told = Deed.fields("id", one.id, "result", no == null ? "ok" : no.word);
            if (no != null) {
                told.put("message", no.getMessage());
            }
            ReviewLine line = now.get(one.id);
            told.put("tag", line == null ? null : line.tag());
            out.add(told);
        }
        return out;
    }

    /** Names the lines that IIQ decided along, beside the first decision on the same person's access. */
    @SuppressWarnings("unchecked")
    private static void along(Call call, List<ReviewWish> wishes, Map<String, Refused> refused, Map<String, ReviewLine> wished,
            List<Object> results, Map<String, ReviewLine> before, Map<String, ReviewLine> after) {
        for (ReviewLine now : after.values()) {
            ReviewLine was = before.get(now.id);
            boolean changed = was == null || !was.tag().equals(now.tag()) || !was.decision().equals(now.decision());
            for (int i = 0; changed && !wished.containsKey(now.id) && !call.gate.hides(now.application) && i < wishes.size(); i++) {
                String id = wishes.get(i).id;
                if (!refused.containsKey(id) && wished.get(id).entity.equals(now.entity)) {
                    Map<String, Object> told = (Map<String, Object>) results.get(i);
                    ((List<Object>) told.computeIfAbsent("also", k -> new ArrayList<Object>())).add(
                            Deed.fields("id", now.id, "status", now.status, "tag", now.tag()));
                    break;
                }
            }
        }
    }

    /** All lines about whom some decisions are, by id; null where they are too many to be compared. */
    private static Map<String, ReviewLine> beside(Call call, String review, List<ReviewWish> taken, Map<String, ReviewLine> lines)
            throws GeneralException {
        java.util.Set<String> entities = new java.util.TreeSet<>();
        for (ReviewWish one : taken) {
            entities.add(lines.get(one.id).entity);
        }
        Map<String, ReviewLine> out = new java.util.TreeMap<>();
        if (entities.isEmpty()) {
            return out;
        }
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("parent.certification.id", review));
        q.addFilter(Filter.in("parent.id", new ArrayList<>(entities)));
        q.setResultLimit(BESIDE + 1);
        for (CertificationItem one : call.ctx.getObjects(CertificationItem.class, q)) {
            out.put(one.getId(), new ReviewLine(one));
        }
        return out.size() > BESIDE ? null : out;
    }

    /** The lines of a review that are wished for, by their ids. */
    private static Map<String, ReviewLine> lines(Call call, String review, List<ReviewWish> wishes) throws GeneralException {
        List<String> ids = new ArrayList<>();
        for (ReviewWish one : wishes) {
            ids.add(one.id);
        }
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("parent.certification.id", review));
        q.addFilter(Filter.in("id", ids));
        Map<String, ReviewLine> out = new HashMap<>();
        for (CertificationItem one : call.ctx.getObjects(CertificationItem.class, q)) {
            out.put(one.getId(), new ReviewLine(one));
        }
        return out;
    }

    /** Signs a review off, where all lines are decided as the reviewer was shown. */
    static Answer sign(Call call, String id, Map<String, Object> body) throws Exception {
        ReviewGate.switchedOn(call);
        String who = Json.needed(body, "approver");
        Counts shown = new Counts(Json.object(body, "expect"));
        return Deed.on(call, "sign", Certification.class, id, body, review -> {
            Identity approver = ReviewGate.judge(call, review, who);
            if (ReviewGate.signature(call, review)) {
                throw new Refused("signature", "the sign-off demands an electronic signature");
            }
            Counts now = new Counts(call, id);
            if (now.hidden) {
                throw new Refused("excluded", "a line of the review is kept out of the gateway");
            }
            if (now.open > 0) {
                throw new Refused("incomplete_review", "not every line is decided").with("open", now.open);
            }
            if (now.items != shown.items || now.kept != shown.kept || now.revoked != shown.revoked) {
                throw new Refused("changed", "the decisions are not those that were shown").with(
                        Deed.fields("items", now.items, "kept", now.kept, "revoked", now.revoked));
            }
            return new Deed(approver, signed(call, review, approver), true);
        });
    }

    private static Map<String, Object> signed(Call call, Certification review, Identity approver) throws GeneralException {
        Certificationer signing = new Certificationer(call.ctx);
        signing.refresh(review);
        List<?> against = signing.sign(review, approver);
        if (against != null && !against.isEmpty()) {
            throw new Refused("incomplete_review", "IdentityIQ does not sign it off");
        }
        Date at = review.getSigned();
        if (at != null) {
            return Deed.fields("signed", at.getTime());
        }
        List<Identity> next = ReviewGate.reviewers(call, review);
        return Deed.fields("signed", null, "next", next.isEmpty() ? null : People.reference(next.get(0)));
    }

    /** How many lines a review has, and how they were decided. */
    private static final class Counts {
        private long items;
        private long open;
        private long kept;
        private long revoked;
        private boolean hidden;

        Counts(Map<String, Object> shown) {
            items = needed(shown, "items");
            kept = needed(shown, "kept");
            revoked = needed(shown, "revoked");
        }

        /** Counts bare rows, so that nothing else is loaded. */
        Counts(Call call, String review) throws GeneralException {
            QueryOptions q = new QueryOptions();
            q.addFilter(Filter.eq("parent.certification.id", review));
            Iterator<Object[]> it = call.ctx.search(CertificationItem.class, q,
                    Arrays.asList("summaryStatus", "action.status", "exceptionApplication"));
            while (it.hasNext()) {
                Object[] row = it.next();
                items++;
                if (!Soft.asText(row[0]).equals("Complete")) {
                    open++;
                } else if (KEPT.contains(Soft.asText(row[1]))) {
                    kept++;
                } else {
                    revoked++;
                }
                hidden |= call.gate.hides(Soft.asText(row[2]));
            }
            Util.flushIterator(it);
        }

        private static long needed(Map<String, Object> shown, String name) {
            Long n = Json.number(shown, name);
            if (n == null) {
                throw new Refused("bad_body", "expect." + name + " is missing");
            }
            return n.longValue();
        }
    }
}
