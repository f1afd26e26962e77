package com.iiqapprovals.gateway;

import java.lang.reflect.InvocationTargetException;
import java.util.Date;
import java.util.Map;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/** Somebody's own forwarding while they are away, in IIQ's own preferences, so that IIQ moves the items. Off until a pilot. */
final class Away {
    private Away() {
    }

    /** To whom, from when, until when. */
    static final class Period {
        /** The name of the deputy. */
        final String to;
        final Long from;
        final Long until;

        Period(String to, Long from, Long until) {
            this.to = to;
            this.from = from;
            this.until = until;
        }

        boolean now() {
            long now = System.currentTimeMillis();
            return (from == null || from.longValue() <= now) && (until == null || now < until.longValue());
        }
    }

    /** What somebody has set, or null. */
    static Period of(Call call, Identity who) {
        String to = Soft.asText(preference(who, key(call, "forwardKey", "forward")));
        return to.isEmpty() ? null : new Period(to, Soft.asMillis(preference(who, key(call, "forwardStartKey", "forwardStartDate"))),
                Soft.asMillis(preference(who, key(call, "forwardEndKey", "forwardEndDate"))));
    }

    static Answer read(Call call, String id) throws GeneralException {
        switchedOn(call);
        Identity who = call.ctx.getObjectById(Identity.class, id);
        if (who == null) {
            throw new Refused("gone", "no identity has this id");
        }
        return Answer.json(200, told(call, of(call, who)));
    }

    /** Sets it, or takes it away where the body is null. */
    static Answer write(Call call, String id, Map<String, Object> body, boolean remove) throws Exception {
        switchedOn(call);
        String who = remove && !body.containsKey("approver") ? id : Json.needed(body, "approver");
        Long from = Json.number(body, "from");
        Long until = Json.number(body, "until");
        String to = remove ? null : Json.needed(body, "to");
        if (!remove && (from == null || until == null || until.longValue() <= from.longValue())) {
            throw new Refused("bad_body", "from and until are two times, the second after the first");
        }
        return Deed.on(call, remove ? "back" : "away", Identity.class, id, body, person -> {
            if (person == null) {
                throw new Refused("unknown_approver", "no identity has this id");
            }
            Identity self = new People(call.ctx).activePerson(who);
            if (!self.getId().equals(id)) {
                throw new Refused("not_owner", "this is somebody else's forwarding");
            }
            Identity deputy = remove ? null : deputy(call, self, to);
            set(person, key(call, "forwardKey", "forward"), deputy == null ? null : deputy.getName());
            set(person, key(call, "forwardStartKey", "forwardStartDate"), deputy == null ? null : new Date(from.longValue()));
            set(person, key(call, "forwardEndKey", "forwardEndDate"), deputy == null ? null : new Date(until.longValue()));
            return new Deed(self, told(call, deputy == null ? null : new Period(deputy.getName(), from, until)), true);
        });
    }

    private static Identity deputy(Call call, Identity self, String to) throws GeneralException {
        Identity deputy = Forward.found(call.ctx, to);
        if (deputy.getId().equals(self.getId())) {
            throw new Refused("circle", "nobody stands in for themselves");
        }
        if (deputy.isInactive()) {
            throw new Refused("inactive", "the deputy is inactive");
        }
        Period theirs = deputy.isWorkgroup() ? null : of(call, deputy);
        boolean over = theirs == null || theirs.until != null && theirs.until.longValue() <= System.currentTimeMillis();
        if (!over && theirs.to.equals(self.getName())) {
            throw new Refused("circle", "the deputy has set a forwarding to this person");
        }
        return deputy;
    }

    private static Map<String, Object> told(Call call, Period p) throws GeneralException {
        if (p == null) {
            return Deed.fields("to", null);
        }
        Identity deputy = call.ctx.getObjectByName(Identity.class, p.to);
        return Deed.fields("to", deputy == null ? null : deputy.getId(), "name", p.to, "from", p.from, "until", p.until);
    }

    private static void switchedOn(Call call) {
        if (!call.settings.flag("forwarding")) {
            throw new Refused("wrong_type", "forwarding while away is switched off here");
        }
    }

    private static String key(Call call, String setting, String fallback) {
        return call.settings.text(setting, fallback);
    }

    private static Object preference(Identity who, String key) {
        try {
            return who.getClass().getMethod("getPreference", String.class).invoke(who, key);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static void set(Identity who, String key, Object value) throws GeneralException {
        try {
            who.getClass().getMethod("setPreference", String.class, Object.class).invoke(who, key, value);
        } catch (InvocationTargetException | IllegalAccessException | NoSuchMethodException e) {
            throw new GeneralException("this IIQ has no setPreference");
        }
    }
}
