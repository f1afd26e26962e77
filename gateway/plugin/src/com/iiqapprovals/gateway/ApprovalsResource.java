package com.iiqapprovals.gateway;

import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import sailpoint.api.SailPointContext;
import sailpoint.rest.plugin.BasePluginResource;
import sailpoint.rest.plugin.RequiredRight;

/** The paths of the gateway. Each has its right on itself, because it is not published which wins when a class has one too. */
@Path("approvals-gateway")
public class ApprovalsResource extends BasePluginResource {
    static final String NAME = "ApprovalsGateway";
    static final String READ = "ApprovalsGatewayRead";
    static final String DECIDE = "ApprovalsGatewayDecide";
    private static final String JSON = "application/json";
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

    @GET
    @Path("ping")
    @RequiredRight(READ)
    public Response ping() {
        return answer("ping", null, c -> Answer.json(200, Collections.singletonMap("ok", Boolean.TRUE)));
    }

    @GET
    @Path("capabilities")
    @RequiredRight(READ)
    public Response capabilities() {
        return answer("capabilities", null, c -> Capabilities.answer(c, super.getLoggedInUser()));
    }

    @GET
    @Path("selftest")
    @RequiredRight(READ)
    public Response selftest() {
        return answer("selftest", null, c -> Answer.json(200, SelfTest.run().body()));
    }

    @GET
    @Path("object/WorkItem")
    @RequiredRight(READ)
    public Response workItems() {
        return answer("list", null, c -> Lists.workItems(c, query()));
    }

    @GET
    @Path("object/WorkItem/{id}")
    @RequiredRight(READ)
    public Response workItem(@PathParam("id") String id) {
        return answer("get", id, c -> Lists.workItem(c, Ids.path(id)));
    }

    @PUT
    @Path("object/WorkItem/{id}")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response decide(@PathParam("id") String id, InputStream body) {
        return answer("decide", id, c -> Decide.workItem(c, Ids.path(id), Json.read(body)));
    }

    @GET
    @Path("object/IdentityRequest")
    @RequiredRight(READ)
    public Response requests() {
        return answer("requests", null, c -> Lists.requests(c, query()));
    }

    @GET
    @Path("object/IdentityRequest/{id}")
    @RequiredRight(READ)
    public Response request(@PathParam("id") String id) {
        return answer("request", id, c -> Lists.request(c, Ids.path(id)));
    }

    @GET
    @Path("object/workgroup/{id}/members")
    @RequiredRight(READ)
    public Response members(@PathParam("id") String id) {
        return answer("members", id, c -> Lists.members(c, Ids.path(id)));
    }

    @GET
    @Path("table/Identity")
    @RequiredRight(READ)
    public Response identities() {
        return answer("identities", null, c -> Lists.identities(c, query()));
    }

    @GET
    @Path("table/CertificationEntity")
    @RequiredRight(READ)
    public Response entities() {
        return answer("entities", null, c -> Lists.entities(c, query()));
    }

    @GET
    @Path("states/WorkItem")
    @RequiredRight(READ)
    public Response states() {
        return answer("states", null, c -> States.page(c, query()));
    }

    @GET
    @Path("changes/WorkItem")
    @RequiredRight(READ)
    public Response changes() {
        return answer("changes", null, c -> Changes.page(c, query()));
    }

    @POST
    @Path("outcomes")
    @Consumes(JSON)
    @RequiredRight(READ)
    public Response outcomes(InputStream body) {
        return answer("outcomes", null, c -> Outcomes.all(c, Json.read(body)));
    }

    /** The first value of each query parameter. */
    private Map<String, String> query() {
        Map<String, String> out = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> one : uri.getQueryParameters().entrySet()) {
            out.put(one.getKey(), one.getValue().isEmpty() ? "" : one.getValue().get(0));
        }
        return out;
    }

    /** Runs one call: who may, what it answers, one log line. What is not committed by then is rolled back. */
    private Response answer(String op, String object, Call.Handler handler) {
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
