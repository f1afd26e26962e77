package com.iiqapprovals.gateway;

import java.io.InputStream;
import java.util.Collections;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Response;
import sailpoint.rest.plugin.RequiredRight;

/** The paths of the gateway. Each has its right on itself, because it is not published which wins when a class has one too. */
@Path("approvals-gateway")
public class ApprovalsResource extends Endpoint {
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
        return change("decide", id, "PUT", "object/WorkItem/" + id, body, (c, said) -> Decide.workItem(c, id, said));
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
}
