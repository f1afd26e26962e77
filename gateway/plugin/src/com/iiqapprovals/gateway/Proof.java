package com.iiqapprovals.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof that a call which changes something is the bot's: a keyed hash over method, path, time and body. Its secret is in the
 * setting decisionKey and in the bot, so that whoever has the OAuth secret alone changes nothing.
 */
final class Proof {
    static final String HASH = "X-Decision-Proof";
    static final String TIME = "X-Decision-Time";
    private static final long WINDOW_MILLIS = 5 * 60 * 1000L;

    private Proof() {
    }

    /** Refuses a call without a good proof, where one is demanded. The path is the one below the gateway's base. */
    static void demand(Settings settings, String method, String path, String time, String hash, byte[] body) {
        String key = settings.text("decisionKey", "");
        if (key.isEmpty()) {
            return;
        }
        boolean timely = time != null && time.matches("[0-9]{1,18}")
                && Math.abs(System.currentTimeMillis() - Long.parseLong(time)) <= WINDOW_MILLIS;
        byte[] given = hash == null ? new byte[0] : hash.getBytes(StandardCharsets.UTF_8);
        if (!timely || !MessageDigest.isEqual(given, of(key, method, path, time, body).getBytes(StandardCharsets.UTF_8))) {
            throw new Refused("not_caller", "the call has no proof that it is the bot's, or one of another time");
        }
    }

    private static String of(String key, String method, String path, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((method + "\n" + path + "\n" + time + "\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder hex = new StringBuilder();
            for (byte b : mac.doFinal(body)) {
                hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
            return hex.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
