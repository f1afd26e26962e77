package com.iiqapprovals.gateway;

import java.io.InputStream;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Response;
import sailpoint.rest.plugin.RequiredRight;

/** The paths of access reviews. */
@Path("approvals-gateway")
public class ReviewsResource extends Endpoint {
    @GET
    @Path("reviews")
    @RequiredRight(READ)
    public Response reviews() {
        return answer("reviews", null, c -> Reviews.page(c, query()));
    }

    @GET
    @Path("reviews/{id}/lines")
    @RequiredRight(READ)
    public Response lines(@PathParam("id") String id) {
        return answer("review-lines", id, c -> Reviews.lines(c, Ids.path(id), query()));
    }

    @PUT
    @Path("reviews/{id}/lines")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response decide(@PathParam("id") String id, InputStream body) {
        return change("decide-lines", id, "PUT", "reviews/" + id + "/lines", body, (c, said) -> ReviewActs.decide(c, id, said));
    }

    @POST
    @Path("reviews/{id}/sign")
    @Consumes(JSON)
    @RequiredRight(DECIDE)
    public Response sign(@PathParam("id") String id, InputStream body) {
        return change("sign", id, "POST", "reviews/" + id + "/sign", body, (c, said) -> ReviewActs.sign(c, id, said));
    }
}
