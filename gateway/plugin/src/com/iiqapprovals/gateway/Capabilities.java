package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import sailpoint.Version;
import sailpoint.object.Identity;

/** Says what this gateway can do on this IIQ. */
final class Capabilities {
    static final String VERSION = "1.0.0";
    private static final List<String> OPERATIONS = Arrays.asList("list", "get", "changes", "states", "outcomes", "act", "act.lines", "act.tag",
            "act.key", "context", "comment", "assign", "forward", "forwarding", "members.nested", "identities", "reviews", "reviews.lines",
            "reviews.decide", "reviews.sign");

    private static final List<String> OWN = Arrays.asList("ApprovalsGatewayReader", "ApprovalsGatewayDecider");
    private static final int MOST_OTHERS = 20;

    private Capabilities() {
    }

    static Answer answer(Call call, Identity caller) {
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("page", call.settings.page());
        limits.put("states", call.settings.states());
        limits.put("body", Json.BODY);
        Map<String, Object> rules = new LinkedHashMap<>();
        rules.put("selfApproval", call.settings.selfApproval());
        rules.put("commentOn", call.settings.commentOn());
        rules.put("types", call.settings.types());
        rules.put("partial", call.settings.partial());
        rules.put("reviewDecisions", call.settings.flag("reviewDecisions"));
        rules.put("decisionKey", !call.settings.text("decisionKey", "").isEmpty());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("contract", 1);
        out.put("gateway", "plugin");
        out.put("version", VERSION);
        out.put("iiq", iiq());
        out.put("now", System.currentTimeMillis());
        out.put("operations", operations(call.settings));
        out.put("limits", limits);
        out.put("settleSeconds", call.settings.settleSeconds());
        out.put("rules", rules);
        out.put("rights", rights(caller));
        out.put("caller", caller(call, caller));
        return Answer.json(200, out);
    }

    /** What works here: an operation whose members this IIQ lacks, or that nobody switched on, is left out. */
    private static List<String> operations(Settings settings) {
        List<String> out = new ArrayList<>();
        SelfTest test = SelfTest.run();
        for (String one : OPERATIONS) {
            if (test.supports(one) && (switchedBy(one) == null || settings.flag(switchedBy(one)))) {
                out.add(one);
            }
        }
        return out;
    }

    /** The setting by which an administrator switches on what no pilot has confirmed; null for what is never off. */
    private static String switchedBy(String operation) {
        if (operation.equals("reviews.decide") || operation.equals("reviews.sign")) {
            return "reviewDecisions";
        }
        return operation.equals("forward") || operation.equals("forwarding") ? operation : null;
    }

    private static String iiq() {
        try {
            return (Version.getVersion() + Item.either(Version.getPatchLevel(), "")).trim();
        } catch (RuntimeException | LinkageError e) {
            return "unknown";
        }
    }

    /** Whom the gateway takes the caller for: the name that the setting callers would have, and what they may do beyond the gateway. */
    private static Map<String, Object> caller(Call call, Identity caller) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", call.caller);
        out.put("listed", !call.settings.list("callers", "").isEmpty());
        Object capabilities = Soft.get(caller, "getCapabilities");
        if (capabilities instanceof Collection) {
            out.put("others", others((Collection<?>) capabilities));
        }
        return out;
    }

    private static Collection<String> others(Collection<?> capabilities) {
        Collection<String> out = new TreeSet<>();
        for (Object one : capabilities) {
            String name = Soft.text(one, "getName");
            if (!name.isEmpty() && !OWN.contains(name) && out.size() < MOST_OTHERS) {
                out.add(name);
            }
        }
        return out;
    }

    private static List<String> rights(Identity caller) {
        List<String> out = new ArrayList<>();
        Object manager = Soft.get(caller, "getCapabilityManager");
        for (String[] one : new String[][] {{"read", Endpoint.READ}, {"decide", Endpoint.DECIDE}}) {
            try {
                if (Boolean.TRUE.equals(manager.getClass().getMethod("hasRight", String.class).invoke(manager, one[1]))) {
                    out.add(one[0]);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                // not told
            }
        }
        return out;
    }
}
