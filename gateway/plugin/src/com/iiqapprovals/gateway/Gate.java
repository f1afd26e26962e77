package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sailpoint.api.SailPointContext;
import sailpoint.object.Filter;
import sailpoint.object.Identity;
import sailpoint.object.QueryOptions;
import sailpoint.object.WorkItem;
import sailpoint.tools.GeneralException;
import sailpoint.tools.Util;

/**
 * Judges who may decide what. The caller holds the item's row lock, so what is judged is what is written. The order of the
 * questions is part of the contract: the first that fails is the word that is answered.
 */
final class Gate {
    final Settings settings;
    private final SailPointContext ctx;
    private final People people;
    private final List<String> excluded;

    Gate(SailPointContext ctx, Settings settings) {
        this.ctx = ctx;
        this.settings = settings;
        this.people = new People(ctx);
        this.excluded = settings.list("excludeApplications", "");
    }

    /** Judges a decision, and gives the person who makes it. */
    Identity judge(Item item, Act act) throws GeneralException {
        about(item);
        Identity approver = people.activePerson(act.approver);
        if (!people.belongs(approver.getId(), item.source.getOwner())) {
            throw new Refused("not_owner", "the approver neither owns the item nor is in the workgroup that does");
        }
        notOneself(item, approver);
        act.demandComments(item, settings.commentOn());
        unchanged(item, act.expect);
        return approver;
    }

    /** Judges what does not depend on a person. */
    void about(Item item) throws GeneralException {
        if (!item.open()) {
            throw new Refused("decided", "the item is closed").with("state", item.state);
        }
        if (!settings.types().contains(item.type)) {
            throw new Refused("wrong_type", "an item of this type is not decided here");
        }
        if (excluded(item)) {
            throw new Refused("excluded", "the administrator keeps this item out of the gateway");
        }
        if (item.signature(settings.signatureKey())) {
            throw new Refused("signature", "the item demands an electronic signature");
        }
    }

    /** Whether somebody could decide the item today, whoever asks. */
    boolean actionable(Item item) {
        return item.open() && settings.types().contains(item.type) && !item.signature(settings.signatureKey()) && item.understood
                && !byApplication(item);
    }

    private void notOneself(Item item, Identity approver) {
        if (settings.selfApproval()) {
            return;
        }
        if (party(item, approver.getId(), approver.getName())) {
            throw new Refused("self_approval", "the approver requested this, or receives it");
        }
    }

    /** Whether a person is the item's requester or target: by id, and by name where there is no id. */
    static boolean party(Item item, String id, String name) {
        Identity requester = item.source.getRequester();
        WorkItem w = item.source;
        boolean requested = requester != null && (named(requester.getId()) ? id.equals(requester.getId()) : same(name, requester.getName()));
        return requested || (named(w.getTargetId()) ? id.equals(w.getTargetId())
                : same(name, w.getTargetName()) || same(name, Soft.asText(w.getAttribute("identityName"))));
    }

    private static boolean named(String id) {
        return id != null && !id.isEmpty();
    }

    private static boolean same(String a, String b) {
        return a != null && b != null && !b.isEmpty() && a.equalsIgnoreCase(b);
    }

    /** Holds what was shown against what is there. */
    void unchanged(Item item, Map<String, Object> expect) {
        if (expect.isEmpty()) {
            return;
        }
        String tag = Json.text(expect, "tag");
        Long violations = Json.number(expect, "violations");
        Long modified = Json.number(expect, "modified");
        String request = Json.text(expect, "request");
        boolean other = tag != null && !tag.equals(Tag.of(item))
                || violations != null && violations.longValue() != item.violations.size()
                || request != null && !request.isEmpty() && !request.equals(Item.either(item.source.getIdentityRequestId(), ""))
                || modified != null && (item.source.getModified() == null || item.source.getModified().getTime() != modified.longValue());
        if (other) {
            throw new Refused("changed", "the item is not what was shown").with(fresh(item));
        }
    }

    /** What a client needs to show the item anew. */
    static Map<String, Object> fresh(Item item) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("tag", Tag.of(item));
        out.put("owner", People.reference(item.source.getOwner()));
        out.put("lines", states(item));
        return out;
    }

    static List<Map<String, Object>> states(Item item) {
        List<Map<String, Object>> out = new ArrayList<>();
        for (Line l : item.lines) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", l.id.isEmpty() ? null : l.id);
            one.put("state", l.state.isEmpty() ? null : l.state);
            out.add(one);
        }
        return out;
    }

    /** Whether the administrator keeps an item from the bot. */
    boolean excluded(Item item) throws GeneralException {
        return byApplication(item) || !byFilter(java.util.Collections.singletonList(item.source.getId())).isEmpty();
    }

    /** Those of some ids that the administrator's own filter keeps out. */
    Set<String> byFilter(List<String> ids) throws GeneralException {
        Set<String> out = new HashSet<>();
        Filter own = ids.isEmpty() ? null : exclusion();
        if (own != null) {
            QueryOptions q = new QueryOptions();
            q.addFilter(Filter.in("id", ids));
            q.addFilter(own);
            Iterator<Object[]> it = ctx.search(WorkItem.class, q, java.util.Collections.singletonList("id"));
            while (it.hasNext()) {
                out.add((String) it.next()[0]);
            }
            Util.flushIterator(it);
        }
        return out;
    }

    /** Whether a line of the item is about an application that the administrator keeps out. */
    boolean byApplication(Item item) {
        for (Line l : item.lines) {
            if (hides(l.application)) {
                return true;
            }
        }
        return false;
    }

    boolean hides(String application) {
        for (String one : excluded) {
            if (one.equalsIgnoreCase(application)) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything is kept out at all. */
    boolean excludes() {
        return !excluded.isEmpty() || !settings.text("excludeFilter", "").isEmpty();
    }

    /** The administrator's own filter of what is kept out, or null. One that cannot be read keeps everything out. */
    private Filter exclusion() {
        String text = settings.text("excludeFilter", "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Filter.compile(text);
        } catch (Exception | Error e) {
            // What a parser throws is not published; some throw errors.
            throw new Refused("iiq", "the setting excludeFilter cannot be read, so nothing is given out");
        }
    }
}
