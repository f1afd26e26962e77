package com.iiqapprovals.gateway;

import sailpoint.object.CertificationEntity;
import sailpoint.object.CertificationItem;

/** What the gateway reads of one line of an access review, copied once. */
final class ReviewLine {
    final String id;
    final String entity;
    /** The name of whose access it is; empty where it is nobody's, as that of a role is. */
    final String person;
    final String shown;
    final String type;
    final String application;
    final String attribute;
    final String value;
    final String status;
    /** What was decided, or null. */
    final Object action;
    final CertificationItem source;

    ReviewLine(CertificationItem i) {
        source = i;
        id = i.getId();
        CertificationEntity of = i.getParent();
        entity = of == null ? "" : of.getId();
        person = of == null ? "" : Soft.asText(of.getIdentity());
        shown = Soft.text(of, "getTargetDisplayName");
        type = Soft.text(i, "getType");
        application = Soft.text(i, "getExceptionApplication");
        attribute = Soft.text(i, "getExceptionAttributeName");
        value = Item.either(Soft.text(i, "getExceptionAttributeValue"), Soft.text(i, "getBundle"));
        status = Soft.text(i, "getSummaryStatus");
        action = Soft.get(i, "getAction");
    }

    String tag() {
        return Tag.ofReviewLine(id, entity, type, application, attribute, value, status);
    }

    /** The word of the decision, empty for none. */
    String decision() {
        return Soft.text(action, "getStatus");
    }

    /** Whether IIQ has begun to carry out a revocation, which nothing takes back. */
    boolean carriedOut() {
        return Boolean.TRUE.equals(Soft.get(action, "isRemediationKickedOff"));
    }
}
