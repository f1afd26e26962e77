package com.iiqapprovals.gateway;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import sailpoint.api.SailPointContext;
import sailpoint.rest.plugin.BasePluginResource;

/** What each call of the gateway goes through: who calls, what is answered, what is undone, one log line. */
public abstract class Endpoint extends BasePluginResource {
    static final String NAME = "ApprovalsGateway";
    static final String READ = "ApprovalsGatewayRead";
    static final String DECIDE = "ApprovalsGatewayDecide";
    static final String JSON = "application/json";
    private static final Log REQUESTS = LogFactory.getLog("approvals.gateway.Requests");
    private static final Log TROUBLE = LogFactory.getLog("approvals.gateway.Trouble");

    @Context
    private HttpHeaders headers;
    @Context
    private UriInfo uri;

    @Override
    public String getPluginName() {
        return NAME;
    }

    /** The first value of each query parameter. */
    Map<String, String> query() {
        Map<String, String> out = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> one : uri.getQueryParameters().entrySet()) {
            out.put(one.getKey(), one.getValue().isEmpty() ? "" : one.getValue().get(0));
        }
        return out;
    }

    /** Runs one call: who may, what it answers, one log line. What is not committed by then is rolled back. */
    Response answer(String op, String object, Call.Handler handler) {
        long began = System.nanoTime();
        String request = Call.requestId(headers.getHeaderString("X-Request-Id"));
        String caller = null;
        SailPointContext ctx = null;
        Answer out;
        try {
            ctx = super.getContext();
            caller = super.getLoggedInUserName();
            Settings settings = new Settings(name -> super.getSettingString(name));
            List<String> callers = settings.list("callers", "");
            if (!op.equals("ping") && !callers.isEmpty() && !callers.contains(caller)) {
                throw new Refused("not_caller", "this account is not among the callers that the administrator allows");
            }
            out = handler.answer(new Call(ctx, settings, caller, headers.getHeaderString("Idempotency-Key"), headers.getHeaderString("Accept")));
        } catch (Refused e) {
            out = e.answer();
        } catch (Exception | LinkageError e) {
            TROUBLE.debug(op + " failed", e);
            out = new Refused("iiq", "IdentityIQ failed: " + e.getClass().getSimpleName()).answer();
        }
        undo(ctx);
        REQUESTS.info(op + " " + Call.logged(caller) + " " + (Ids.valid(object) ? object : "-") + " " + out.outcome + " "
                + (System.nanoTime() - began) / 1_000_000 + " " + (request == null ? "-" : request));
        return response(out, request);
    }

    /** What is done by a call that changes something. */
    interface Change {
        Answer answer(Call call, Map<String, Object> body) throws Exception;
    }

    /** Runs a call that changes something: id, body and proof are looked at before. The path is the one below the gateway's base. */
    Response change(String op, String id, String method, String path, InputStream body, Change handler) {
        return answer(op, id, c -> {
            Ids.path(id);
            byte[] raw = Json.bytes(body);
            Proof.demand(c.settings, method, path, headers.getHeaderString(Proof.TIME), headers.getHeaderString(Proof.HASH), raw);
            Map<String, Object> said = Json.optional(raw);
            if (said == null && !method.equals("DELETE")) {
                throw new Refused("bad_body", "there is no body");
            }
            return handler.answer(c, said == null ? new LinkedHashMap<>() : said);
        });
    }

    /** Gives back locks, and whatever a refusal or a failure left. */
    private static void undo(SailPointContext ctx) {
        try {
            if (ctx != null) {
                ctx.rollbackTransaction();
                ctx.decache();
            }
        } catch (Exception | LinkageError e) {
            TROUBLE.debug("rollback failed", e);
        }
    }

    private static Response response(Answer out, String request) {
        Response.ResponseBuilder b = Response.status(out.status).type(out.type).entity(out.body);
        for (Map.Entry<String, String> one : out.headers.entrySet()) {
            b.header(one.getKey(), one.getValue());
        }
        if (request != null) {
            b.header("X-Request-Id", request);
        }
        return b.header("Cache-Control", "no-store").build();
    }
}
