package com.iiqapprovals.gateway.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import sailpoint.object.Identity;

/** The OAuth clients and their tokens, and the two calls of IIQ's own that the bot makes. */
final class Tokens extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int SECONDS = 1200;
    private final transient Map<String, Identity> clients = new ConcurrentHashMap<>();
    private final transient Map<String, Identity> live = new ConcurrentHashMap<>();

    Tokens(Db db) {
        reset();
    }

    /** The client that the bot has by default. */
    void reset() {
        clients.clear();
        add("iiq-approvals-bot", "sim+secret/with=signs&%41", "svc.approvals-bot", Arrays.asList("read", "decide"));
    }

    void add(String id, String secret, String name, List<String> rights) {
        Identity account = new Identity();
        account.id = "7f00000000000000000000000000c11e";
        account.name = name;
        for (String one : rights) {
            account.rights.add(one.equals("read") ? "ApprovalsGatewayRead" : one.equals("decide") ? "ApprovalsGatewayDecide" : one);
        }
        clients.put(id + ":" + secret, account);
    }

    void revoke() {
        live.clear();
    }

    /** The account behind a bearer token, or null. */
    Identity account(String authorization) {
        return authorization != null && authorization.startsWith("Bearer ") ? live.get(authorization.substring(7)) : null;
    }

    @Override
    protected void doGet(HttpServletRequest r, HttpServletResponse w) throws IOException {
        if (r.getServletPath().endsWith("/ping")) {
            w.setContentType("text/plain");
            w.getWriter().write("Response from IdentityIQ");
            return;
        }
        w.sendError(405);
    }

    @Override
    protected void doPost(HttpServletRequest r, HttpServletResponse w) throws IOException {
        String given = r.getHeader("Authorization");
        Identity account = null;
        try {
            account = given != null && given.startsWith("Basic ")
                    ? clients.get(new String(Base64.getDecoder().decode(given.substring(6)), StandardCharsets.UTF_8)) : null;
        } catch (IllegalArgumentException e) {
            // no client
        }
        String type = String.valueOf(r.getContentType());
        if (account == null) {
            w.setHeader("WWW-Authenticate", "Basic realm=\"IdentityIQ\"");
            say(w, 401, "{\"error\":\"invalid_client\"}");
        } else if (!type.split(";")[0].trim().equals("application/x-www-form-urlencoded")) {
            say(w, 415, "{\"error\":\"invalid_request\"}");
        } else if (!("grant_type=client_credentials").equals(r.getQueryString())) {
            say(w, 400, "{\"error\":\"unsupported_grant_type\"}");
        } else if (r.getInputStream().read() >= 0) {
            say(w, 400, "{\"error\":\"invalid_request\"}");
        } else {
            String token = UUID.randomUUID().toString().replace("-", "");
            live.put(token, account);
            w.setHeader("Cache-Control", "no-store");
            say(w, 200, "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\",\"expires_in\":" + SECONDS + "}");
        }
    }

    private static void say(HttpServletResponse w, int status, String json) throws IOException {
        w.setStatus(status);
        w.setContentType("application/json;charset=UTF-8");
        w.getWriter().write(json);
    }
}
