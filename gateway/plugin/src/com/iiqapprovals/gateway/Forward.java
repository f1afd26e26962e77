package com.iiqapprovals.gateway;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import sailpoint.api.SailPointContext;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/**
 * Gives an item to another owner. The product's own way is not published, so this sets the owner alone: no notification, no
 * forwarding rule of the company's. Off until a pilot has seen what that means.
 */
final class Forward {
    private static final int STEPS = 10;

    private Forward() {
    }

    static Answer workItem(Call call, String id, Map<String, Object> body) throws Exception {
        if (!call.settings.flag("forward")) {
            throw new Refused("wrong_type", "forwarding is switched off here");
        }
        String who = Json.needed(body, "approver");
        String to = Json.needed(body, "to");
        String comment = Act.commentOf(body);
        Map<String, Object> expect = Json.object(body, "expect");
        return Deed.onItem(call, "forward", id, body, item -> {
            call.gate.about(item);
            People people = new People(call.ctx);
            Identity approver = people.activePerson(who);
            Identity owner = item.source.getOwner();
            if (!people.belongs(approver.getId(), owner)) {
                throw new Refused("not_owner", "the approver neither owns the item nor is in the workgroup that does");
            }
            Identity last = last(call, to);
            if (last.getId().equals(owner.getId())) {
                throw new Refused("circle", "the item would come back to its owner");
            }
            somebodyElse(call, item, last, people);
            call.gate.unchanged(item, expect);
            item.source.setOwner(last);
            if (!Act.blank(comment)) {
                item.source.addComment(comment, approver);
            }
            return new Deed(approver, Deed.fields("id", id, "owner", People.reference(last), "from", People.reference(owner), "at",
                    System.currentTimeMillis(), "tag", Tag.of(item)), true);
        });
    }

    /** Where the item ends up: the target's own forwarding, and so on. */
    private static Identity last(Call call, String to) throws GeneralException {
        Identity one = found(call.ctx, to);
        Set<String> seen = new HashSet<>();
        for (int step = 0;; step++) {
            if (!seen.add(one.getId()) || step > STEPS) {
                throw new Refused("circle", "the forwarding of the target leads round, or further than is followed");
            }
            Away.Period next = one.isWorkgroup() ? null : Away.of(call, one);
            Identity further = next == null || !next.now() ? null : call.ctx.getObjectByName(Identity.class, next.to);
            if (further == null) {
                if (!one.isWorkgroup() && one.isInactive()) {
                    throw new Refused("inactive", "the item would end with somebody who is inactive");
                }
                return one;
            }
            one = further;
        }
    }

    static Identity found(SailPointContext ctx, String id) throws GeneralException {
        Identity one = Ids.valid(id) ? ctx.getObjectById(Identity.class, id) : null;
        if (one == null) {
            throw new Refused("unknown_target", "no identity has the target's id");
        }
        return one;
    }

    /** Refuses an owner with whom nobody but the requester and the target could decide. */
    private static void somebodyElse(Call call, Item item, Identity to, People people) throws GeneralException {
        if (!to.isWorkgroup()) {
            if (!call.settings.selfApproval() && Gate.party(item, to.getId(), to.getName())) {
                throw new Refused("self_approval", "the target requested this, or receives it");
            }
            return;
        }
        boolean anybody = false;
        for (Map<String, Object> one : people.members(to)) {
            anybody = true;
            if (call.settings.selfApproval() || !Gate.party(item, (String) one.get("id"), (String) one.get("name"))) {
                return;
            }
        }
        throw anybody ? new Refused("self_approval", "nobody but the requester and the target is in that workgroup")
                : new Refused("unknown_target", "nobody active is in that workgroup");
    }
}
