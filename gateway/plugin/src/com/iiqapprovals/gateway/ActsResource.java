package com.iiqapprovals.gateway;

import java.io.InputStream;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Response;
import sailpoint.rest.plugin.RequiredRight;

/** The paths of what people do beside deciding, and of what helps them to decide. */
@Path("approvals-gateway")
public class ActsResource extends Endpoint {
    @GET
    @Path("context/WorkItem/{id}")
    @RequiredRight(READ)
    public Response context(@PathParam("id") String id) {
        return answer("context", id, c -> Context.of(c, Ids.path(id)));
    }

    @POST
    @Path("object/WorkItem/{id}/comment")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response comment(@PathParam("id") String id, InputStream body) {
        return change("comment", id, "POST", "object/WorkItem/" + id + "/comment", body, (c, said) -> Talk.comment(c, id, said));
    }

    @POST
    @Path("object/WorkItem/{id}/assign")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response assign(@PathParam("id") String id, InputStream body) {
        return change("assign", id, "POST", "object/WorkItem/" + id + "/assign", body, (c, said) -> Talk.assign(c, id, said));
    }

    @POST
    @Path("object/WorkItem/{id}/forward")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response forward(@PathParam("id") String id, InputStream body) {
        return change("forward", id, "POST", "object/WorkItem/" + id + "/forward", body, (c, said) -> Forward.workItem(c, id, said));
    }

    @GET
    @Path("identities/{id}/forwarding")
    @RequiredRight(READ)
    public Response away(@PathParam("id") String id) {
        return answer("forwarding", id, c -> Away.read(c, Ids.path(id)));
    }

    @PUT
    @Path("identities/{id}/forwarding")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response goAway(@PathParam("id") String id, InputStream body) {
        return change("away", id, "PUT", "identities/" + id + "/forwarding", body, (c, said) -> Away.write(c, id, said, false));
    }

    @DELETE
    @Path("identities/{id}/forwarding")
    @RequiredRight(DECIDE)
    public Response comeBack(@PathParam("id") String id, InputStream body) {
        return change("back", id, "DELETE", "identities/" + id + "/forwarding", body, (c, said) -> Away.write(c, id, said, true));
    }
}
