package com.iiqapprovals.gateway;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import sailpoint.object.WorkItem;

/** The properties that a client may name, a class each. No other property reaches a query, so a filter is no oracle on secrets. */
final class Columns {
    /** What a property holds. */
    enum Kind { TEXT, DATE, NUMBER, FLAG, TYPE, STATE, MANY }

    static final Map<String, Kind> WORK_ITEM = list(
            Kind.TEXT, "id name level handler identityRequestId certification targetId targetName owner.id owner.name requester.id "
                    + "requester.name assignee.id assignee.name",
            Kind.TYPE, "type", Kind.STATE, "state", Kind.DATE, "created modified expiration");
    static final Map<String, Kind> IDENTITY_REQUEST = list(
            Kind.TEXT, "id name type state priority requesterId requesterDisplayName targetId targetDisplayName completionStatus "
                    + "executionStatus",
            Kind.DATE, "created modified");
    static final Map<String, Kind> IDENTITY = list(
            Kind.TEXT, "id name email displayName firstname lastname department manager.id manager.name manager.displayName",
            Kind.FLAG, "inactive workgroup", Kind.DATE, "created modified");
    static final Map<String, Kind> CERTIFICATION_ENTITY = list(
            Kind.TEXT, "id identity targetDisplayName summaryStatus type application nativeIdentity certification.id certification.name "
                    + "certification.type certification.phase",
            Kind.DATE, "created modified completed certification.expiration certification.signed certification.created "
                    + "certification.modified",
            Kind.MANY, "certification.certifiers");

    private Columns() {
    }

    private static Map<String, Kind> list(Object... kindsAndNames) {
        Map<String, Kind> out = new LinkedHashMap<>();
        for (int i = 0; i < kindsAndNames.length; i += 2) {
            for (String name : ((String) kindsAndNames[i + 1]).split(" ")) {
                out.put(name, (Kind) kindsAndNames[i]);
            }
        }
        return Collections.unmodifiableMap(out);
    }

    /** The value as IIQ compares it; a kind that does not fit is null. */
    static Object value(Kind kind, Object literal, boolean date) {
        switch (kind) {
            case TEXT:
                return literal instanceof String ? literal : null;
            case FLAG:
                return literal instanceof Boolean ? literal : null;
            case NUMBER:
                return literal instanceof Long && !date ? literal : null;
            case DATE:
                return date ? new java.util.Date(((Long) literal).longValue()) : null;
            case TYPE:
                return constant(WorkItem.Type.class, literal);
            case STATE:
                return constant(WorkItem.State.class, literal);
            default:
                return null;
        }
    }

    private static <E extends Enum<E>> Object constant(Class<E> type, Object literal) {
        try {
            return Enum.valueOf(type, String.valueOf(literal));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
