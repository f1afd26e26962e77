package com.iiqapprovals.gateway.host;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import sailpoint.object.Identity;

/** Lets a call through that carries a live token, with a session of its own. */
final class TokenFilter implements Filter {
    private final Db db;
    private final Tokens tokens;

    TokenFilter(Db db, Tokens tokens) {
        this.db = db;
        this.tokens = tokens;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        HttpServletResponse w = (HttpServletResponse) response;
        Identity account = tokens.account(((HttpServletRequest) request).getHeader("Authorization"));
        if (account == null) {
            w.setHeader("WWW-Authenticate", "Bearer realm=\"IdentityIQ\", error=\"invalid_token\"");
            w.setStatus(401);
            return;
        }
        Session s = new Session(db, account);
        Session.set(s);
        try {
            chain.doFilter(request, response);
        } finally {
            db.unlockAll(s);
            Session.set(null);
        }
    }

    @Override
    public void init(FilterConfig config) {
        // nothing to set up
    }

    @Override
    public void destroy() {
        // nothing to give back
    }
}
