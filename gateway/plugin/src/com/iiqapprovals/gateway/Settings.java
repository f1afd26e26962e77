package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.List;

/** The plugin's settings. An IIQ administrator sets them; no call can change them. */
final class Settings {
    /** Gives a setting's text by its name, or null. */
    interface Source {
        String get(String name);
    }

    private final Source from;

    Settings(Source from) {
        this.from = from;
    }

    String text(String name, String fallback) {
        String v = from.get(name);
        return v == null || v.trim().isEmpty() ? fallback : v.trim();
    }

    boolean flag(String name) {
        return "true".equalsIgnoreCase(text(name, "false"));
    }

    /** A number within bounds; one that cannot be read is the fallback. */
    int number(String name, int fallback, int least, int most) {
        try {
            return Math.max(least, Math.min(most, Integer.parseInt(text(name, String.valueOf(fallback)))));
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    /** Names with commas between them. */
    List<String> list(String name, String fallback) {
        List<String> out = new ArrayList<>();
        for (String one : text(name, fallback).split(",")) {
            if (!one.trim().isEmpty()) {
                out.add(one.trim());
            }
        }
        return out;
    }

    List<String> types() {
        return list("types", "Approval");
    }

    boolean selfApproval() {
        return flag("selfApproval");
    }

    boolean partial() {
        return flag("partial");
    }

    /** The decisions that want a comment. "none" demands it for none. */
    List<String> commentOn() {
        List<String> out = list("commentOn", "Rejected");
        out.remove("none");
        return out;
    }

    int settleSeconds() {
        return number("settleSeconds", 120, 1, 86400);
    }

    int page() {
        return number("page", 250, 1, 1000);
    }

    int states() {
        return number("states", 5000, 1, 20000);
    }

    String signatureKey() {
        return text("signatureKey", "electronicSignature");
    }
}
