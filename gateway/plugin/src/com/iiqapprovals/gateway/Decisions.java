package com.iiqapprovals.gateway;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import sailpoint.api.SailPointContext;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/**
 * IIQ's own way of deciding lines of a review. It is reached by names, because one unofficial source alone tells of it: so the
 * gateway can be built against an IIQ that has it elsewhere. The names below are in the build's list of what is used, and an IIQ
 * that lacks one of them is offered no decisions on reviews.
 */
final class Decisions {
    static final String MAKE = "sailpoint.api.certification.CertificationDecisioner.<init>(sailpoint.api.SailPointContext,java.lang.String,"
            + "sailpoint.object.Identity)";
    static final String DECIDE = "sailpoint.api.certification.CertificationDecisioner.decide(java.util.List)";
    static final String ONE = "sailpoint.api.certification.CertificationDecisioner$Decision.<init>()";
    static final String LINES = "sailpoint.api.certification.CertificationDecisioner$Decision.setItemIds(java.util.List)";
    static final String STATUS = "sailpoint.api.certification.CertificationDecisioner$Decision.setStatus(java.lang.String)";
    static final String COMMENTS = "sailpoint.api.certification.CertificationDecisioner$Decision.setComments(java.lang.String)";
    static final String UNTIL = "sailpoint.api.certification.CertificationDecisioner$Decision.setMitigationExpirationDate(java.util.Date)";

    private Decisions() {
    }

    /** Makes the decisions of a reviewer. */
    static void make(SailPointContext ctx, String review, Identity approver, List<ReviewWish> wishes) throws GeneralException {
        try {
            Class<?> maker = type(MAKE);
            List<Object> all = new ArrayList<>();
            for (ReviewWish one : wishes) {
                all.add(decision(one));
            }
            Object decisioner = maker.getConstructor(SailPointContext.class, String.class, Identity.class).newInstance(ctx, review, approver);
            maker.getMethod(name(DECIDE), List.class).invoke(decisioner, all);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof GeneralException ? (GeneralException) e.getCause() : new GeneralException("IIQ did not decide");
        } catch (ReflectiveOperationException e) {
            throw new GeneralException("this IIQ lacks " + e.getMessage());
        }
    }

    private static Object decision(ReviewWish wish) throws ReflectiveOperationException {
        Class<?> type = type(ONE);
        Object out = type.getConstructor().newInstance();
        type.getMethod(name(LINES), List.class).invoke(out, new ArrayList<>(Collections.singletonList(wish.id)));
        type.getMethod(name(STATUS), String.class).invoke(out, wish.status);
        if (!Act.blank(wish.comment)) {
            type.getMethod(name(COMMENTS), String.class).invoke(out, wish.comment);
        }
        if (wish.status.equals("Mitigated")) {
            type.getMethod(name(UNTIL), Date.class).invoke(out, new Date(wish.until.longValue()));
        }
        return out;
    }

    private static Class<?> type(String member) throws ClassNotFoundException {
        return Class.forName(member.substring(0, member.lastIndexOf('.', member.indexOf('('))));
    }

    private static String name(String member) {
        return member.substring(member.lastIndexOf('.', member.indexOf('(')) + 1, member.indexOf('('));
    }
}
