package com.iiqapprovals.gateway.host;

import java.lang.reflect.Method;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.ResourceInfo;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import sailpoint.object.Identity;
import sailpoint.rest.plugin.RequiredRight;

/** What IIQ does before a plugin's method: who lacks the right that it names gets 403. A method that names none is nobody's. */
public final class RightsFilter implements ContainerRequestFilter {
    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext call) {
        Method m = resource.getResourceMethod();
        RequiredRight wanted = m == null ? null : m.getAnnotation(RequiredRight.class);
        Identity user = Session.current().user;
        if (wanted == null || !user.rights.contains(wanted.value())) {
            call.abortWith(Response.status(403).build());
        }
    }
}
