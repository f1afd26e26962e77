package com.iiqapprovals.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks up each member of IIQ that the gateway uses, from the list that the build wrote. It calls none of them. */
final class SelfTest {
    private static final List<String> WRITES = java.util.Arrays.asList("comment", "assign", "forward", "forwarding", "reviews.decide",
            "reviews.sign");
    private static volatile SelfTest last;

    private final int checked;
    private final List<String> missing;

    private SelfTest(int checked, List<String> missing) {
        this.checked = checked;
        this.missing = missing;
    }

    /** The answer for this server; what its classes have does not change while it runs. */
    static SelfTest run() {
        SelfTest known = last;
        if (known == null) {
            known = read();
            last = known;
        }
        return known;
    }

    private static SelfTest read() {
        List<String> missing = new ArrayList<>();
        int checked = 0;
        try (InputStream in = SelfTest.class.getResourceAsStream("signatures.txt")) {
            if (in == null) {
                missing.add("signatures.txt");
                return new SelfTest(0, missing);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String one = lines.readLine(); one != null; one = lines.readLine()) {
                if (!one.isEmpty() && !one.startsWith("#")) {
                    checked++;
                    if (!there(one)) {
                        missing.add(one);
                    }
                }
            }
        } catch (IOException e) {
            missing.add("signatures.txt");
        }
        return new SelfTest(checked, missing);
    }

    /** Whether a member is there: class, name and arguments as the list has them, for example a.B.name(c.D,int). */
    static boolean there(String signature) {
        if (signature.startsWith("class ")) {
            return type(signature.substring(6)) != null;
        }
        int open = signature.indexOf('(');
        String owner = signature.substring(0, open < 0 ? signature.lastIndexOf('.') : signature.lastIndexOf('.', open));
        String name = signature.substring(owner.length() + 1, open < 0 ? signature.length() : open);
        Class<?> type = type(owner);
        if (type == null) {
            return false;
        }
        try {
            if (open < 0) {
                return type.getField(name) != null;
            }
            String arguments = signature.substring(open + 1, signature.indexOf(')'));
            return name.equals("<init>") ? constructor(type, arguments) : method(type, name, arguments);
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, SelfTest.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static boolean constructor(Class<?> type, String arguments) {
        for (Constructor<?> one : type.getDeclaredConstructors()) {
            if (arguments.equals(names(one.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean method(Class<?> type, String name, String arguments) {
        for (Method one : type.getMethods()) {
            if (one.getName().equals(name) && arguments.equals(names(one.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }

    private static String names(Class<?>[] types) {
        StringBuilder out = new StringBuilder();
        for (Class<?> one : types) {
            out.append(out.length() == 0 ? "" : ",").append(one.getName());
        }
        return out.toString();
    }

    Map<String, Object> body() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("checked", checked);
        out.put("missing", missing);
        return out;
    }

    /** Whether every member that an operation needs is there. */
    boolean supports(String operation) {
        for (String one : missing) {
            if (needs(operation, one)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an operation needs a member. What is in no list below, each operation needs. */
    private static boolean needs(String operation, String member) {
        if (has(member, "CertificationDecisioner")) {
            return operation.equals("reviews.decide");
        }
        if (has(member, "Certificationer")) {
            return operation.equals("reviews.decide") || operation.equals("reviews.sign");
        }
        if (has(member, "object.Certification")) {
            return operation.startsWith("reviews");
        }
        if (has(member, "ManagedAttribute", "object.Bundle", "object.Application")) {
            return false;
        }
        if (has(member, "setAssignee")) {
            return operation.equals("assign");
        }
        if (has(member, "setOwner")) {
            return operation.equals("forward");
        }
        boolean writes = operation.startsWith("act") || WRITES.contains(operation);
        if (has(member, "getWorkgroupMembers", "getIdentityOrWorkgroup")) {
            return writes || operation.equals("members.nested") || operation.startsWith("reviews");
        }
        boolean writing = !has(member, "QueryOptions") && has(member, "Workflower", ".set", ".add", "lockObject", "LockParameters", "LOCK_TYPE",
                "AuditEvent", "saveObject", "commitTransaction", "object.Comment");
        return !writing || writes;
    }

    private static boolean has(String member, String... any) {
        for (String one : any) {
            if (member.contains(one)) {
                return true;
            }
        }
        return false;
    }
}
