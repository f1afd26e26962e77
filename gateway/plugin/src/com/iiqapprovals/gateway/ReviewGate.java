package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import sailpoint.object.Certification;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;

/** Judges who may decide an access review. The caller holds the review's row lock. */
final class ReviewGate {
    private ReviewGate() {
    }

    static void switchedOn(Call call) {
        if (!call.settings.flag("reviewDecisions")) {
            throw new Refused("wrong_type", "access reviews are not decided here");
        }
    }

    /** Judges the review and the person, and gives the person. */
    static Identity judge(Call call, Certification c, String who) throws GeneralException {
        String phase = Soft.text(c, "getPhase");
        if (c == null || phase.equals("Staged")) {
            throw new Refused("gone", "there is no such access review, or it is not out yet");
        }
        if (c.getSigned() != null) {
            throw new Refused("signed", "the review is signed").with(signer(call, c));
        }
        if (!phase.equals("Active")) {
            throw new Refused("wrong_type", "a review in this phase is not decided here");
        }
        People people = new People(call.ctx);
        Identity approver = people.activePerson(who);
        for (Identity one : reviewers(call, c)) {
            if (people.belongs(approver.getId(), one)) {
                return approver;
            }
        }
        throw new Refused("not_owner", "the approver does not review this");
    }

    /** Who reviews: whoever is named, else the owner of the review's work item. They may be groups. */
    static List<Identity> reviewers(Call call, Certification c) throws GeneralException {
        List<Identity> out = new ArrayList<>();
        Collection<String> names = c.getCertifiers();
        if (names != null && !names.isEmpty()) {
            for (String one : names) {
                Identity who = call.ctx.getObjectByName(Identity.class, one);
                if (who != null) {
                    out.add(who);
                }
            }
            return out;
        }
        QueryOptions q = new QueryOptions();
        q.addFilter(Filter.eq("certification", c.getId()));
        q.addFilter(Filter.eq("type", WorkItem.Type.Certification));
        q.setResultLimit(1);
        for (WorkItem w : call.ctx.getObjects(WorkItem.class, q)) {
            if (w.getOwner() != null) {
                out.add(w.getOwner());
            }
        }
        return out;
    }

    /** When a review was signed and by whom: as IIQ tells it, else as the gateway noted it. */
    private static Map<String, Object> signer(Call call, Certification c) throws GeneralException {
        Object all = Soft.get(c, "getSignOffHistory");
        Object last = null;
        for (Object one : all instanceof Collection ? (Collection<?>) all : new ArrayList<Object>()) {
            last = one;
        }
        String name = Item.either(Soft.text(last, "getSignerName"), call.memory().signer(c.getId()));
        Identity who = name.isEmpty() ? null : call.ctx.getObjectByName(Identity.class, name);
        return Deed.fields("signed", c.getSigned().getTime(), "signedBy", who != null ? People.reference(who)
                : name.isEmpty() ? null : Deed.fields("name", name));
    }

    /** Whether the sign-off wants an electronic signature, which cannot be given here. */
    static boolean signature(Call call, Certification c) {
        Object mark = Soft.attribute(c, call.settings.signatureKey());
        return mark != null && !"false".equalsIgnoreCase(String.valueOf(mark).trim());
    }

    /** Why a line of the review cannot be decided as wished, or null. The first reason of the gate's order. */
    static Refused alone(Call call, ReviewLine line, ReviewWish wish) {
        if (line.status.equals("Delegated")) {
            return new Refused("not_owner", "the line is delegated to somebody else");
        }
        if (line.status.equals("Challenged") || line.status.equals("WaitingReview") || line.type.equals("PolicyViolation")) {
            return new Refused("wrong_type", "this line is decided in IdentityIQ");
        }
        if (line.carriedOut()) {
            return new Refused("line_decided", "the revocation is being carried out");
        }
        if (call.settings.commentOn().contains(wish.like()) && Act.blank(wish.comment)) {
            return new Refused("comment_required", "this decision wants a comment");
        }
        return wish.tag.equals(line.tag()) ? null : new Refused("changed", "the line is not what was shown");
    }

    /** Refuses the call for a line that is not of this review, or about the reviewer's own access. */
    static void whole(Call call, ReviewLine line, Identity approver) {
        if (line == null || call.gate.hides(line.application)) {
            throw new Refused("unknown_line", "a line is not of this review");
        }
        if (!call.settings.selfApproval() && approver.getName().equalsIgnoreCase(line.person)) {
            throw new Refused("self_approval", "a line is about the reviewer's own access");
        }
    }
}
