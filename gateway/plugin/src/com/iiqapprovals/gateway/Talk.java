package com.iiqapprovals.gateway;

import java.util.Map;
import sailpoint.object.Identity;

/** Comments on an open item, and who of a group has taken it. Neither decides anything. */
final class Talk {
    private Talk() {
    }

    /** Adds a comment by somebody who may decide, by the requester, or by the target. */
    static Answer comment(Call call, String id, Map<String, Object> body) throws Exception {
        String who = Json.needed(body, "approver");
        String text = Act.commentOf(body);
        return Deed.onItem(call, "comment", id, body, item -> {
            People people = new People(call.ctx);
            Identity speaker = people.activePerson(who);
            boolean party = Gate.party(item, speaker.getId(), speaker.getName());
            if (!party && !people.belongs(speaker.getId(), item.source.getOwner())) {
                throw new Refused("not_owner", "who speaks may not decide, and is neither requester nor target");
            }
            if (Act.blank(text)) {
                throw new Refused("comment_required", "there is no comment");
            }
            item.source.addComment(text, speaker);
            return new Deed(speaker, Deed.fields("id", id, "tag", Tag.of(item)), true);
        });
    }

    /** Sets, or takes away, the member of the owning group who has taken the item. */
    static Answer assign(Call call, String id, Map<String, Object> body) throws Exception {
        String who = Json.needed(body, "approver");
        String to = Json.text(body, "to");
        if (!body.containsKey("to")) {
            throw new Refused("bad_body", "to is missing");
        }
        Map<String, Object> expect = Json.object(body, "expect");
        String found = Json.text(expect, "assignee");
        return Deed.onItem(call, "assign", id, body, item -> {
            People people = new People(call.ctx);
            Identity approver = people.activePerson(who);
            Identity owner = item.source.getOwner();
            if (owner == null || !owner.isWorkgroup()) {
                throw new Refused("no_workgroup", "the item is not owned by a workgroup");
            }
            if (!people.belongs(approver.getId(), owner)) {
                throw new Refused("not_owner", "the approver is not in the workgroup that owns the item");
            }
            Identity taker = to == null ? null : target(people, call, to);
            if (taker != null && !people.belongs(taker.getId(), owner)) {
                throw new Refused("unknown_target", "who is to take it is not in the workgroup that owns the item");
            }
            Identity now = item.source.getAssignee();
            Map<String, Object> answer = Deed.fields("id", id, "assignee", People.reference(taker));
            if (same(now, to)) {
                return new Deed(approver, answer, false);
            }
            if (expect.containsKey("assignee") && !same(now, found)) {
                throw new Refused("taken", "somebody else has taken the item").with("assignee", People.reference(now));
            }
            item.source.setAssignee(taker);
            return new Deed(approver, answer, true);
        });
    }

    private static Identity target(People people, Call call, String to) throws Exception {
        Identity one = Ids.valid(to) ? call.ctx.getObjectById(Identity.class, to) : null;
        if (one == null || one.isWorkgroup() || one.isInactive()) {
            throw new Refused("unknown_target", "who is to take it is no active person");
        }
        return one;
    }

    private static boolean same(Identity now, String id) {
        return now == null ? id == null : now.getId().equals(id);
    }
}
