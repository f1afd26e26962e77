package com.iiqapprovals.gateway.host;

import com.iiqapprovals.gateway.ActsResource;
import com.iiqapprovals.gateway.ApprovalsResource;
import com.iiqapprovals.gateway.ReviewsResource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.servlet.DispatcherType;
import javax.ws.rs.core.Application;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;

/**
 * The plugin in a JAX-RS engine and a servlet container, with a stand-in for IIQ in memory. For tests alone: it listens on loopback,
 * on a port that nobody knows before, and says where in its first line. It ends when its standard input ends.
 */
public final class Host {
    static final String ROOT = "/identityiq";
    /** Kept, because a logger that nobody holds forgets its handler. */
    private static final Logger ALL = Logger.getLogger("");
    private static final Logger REQUESTS = Logger.getLogger("approvals.gateway.Requests");
    private static final Logger TROUBLE = Logger.getLogger("approvals.gateway.Trouble");

    private Host() {
    }

    /** The plugin's resource, and IIQ's check of rights before it. */
    public static final class Plugin extends Application {
        @Override
        public Set<Class<?>> getClasses() {
            return new HashSet<>(Arrays.asList(ApprovalsResource.class, ActsResource.class, ReviewsResource.class, RightsFilter.class));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Db db = new Db();
        for (String one : arguments) {
            int eq = one.indexOf('=');
            if (eq < 1) {
                System.err.println("an argument is name=value, a setting of the plugin: " + one);
                System.exit(2);
            }
            db.settingsAtStart.put(one.substring(0, eq), one.substring(eq + 1));
        }
        db.clear();
        logging(db);
        Server server = new Server(new QueuedThreadPool(100));
        ServerConnector http = new ServerConnector(server);
        http.setHost("127.0.0.1");
        server.addConnector(http);
        server.setHandler(context(db));
        server.start();
        System.out.println("listening http://127.0.0.1:" + http.getLocalPort() + ROOT);
        System.out.flush();
        byte[] some = new byte[256];
        while (System.in.read(some) >= 0) {
            // nothing is asked that way
        }
        System.exit(0);
    }

    private static ServletContextHandler context(Db db) {
        ServletContextHandler all = new ServletContextHandler();
        all.setContextPath("/");
        Tokens tokens = new Tokens(db);
        Control control = new Control(db, tokens);
        all.addServlet(new ServletHolder(control), "/_sim/*");
        all.addServlet(new ServletHolder(control), "/_host/*");
        all.addServlet(new ServletHolder(tokens), ROOT + "/oauth2/token");
        all.addServlet(new ServletHolder(tokens), ROOT + "/rest/ping");
        all.addFilter(new FilterHolder(new TokenFilter(db, tokens)), ROOT + "/plugin/*", EnumSet.of(DispatcherType.REQUEST));
        all.addFilter(new FilterHolder(new TokenFilter(db, tokens)), ROOT + "/rest/*", EnumSet.of(DispatcherType.REQUEST));
        all.addFilter(new FilterHolder(new TokenFilter(db, tokens)), ROOT + "/scim/*", EnumSet.of(DispatcherType.REQUEST));
        all.addServlet(new ServletHolder(new Launcher(db)), ROOT + "/scim/v2/LaunchedWorkflows");
        ServletHolder plugin = new ServletHolder(HttpServletDispatcher.class);
        plugin.setInitParameter("javax.ws.rs.Application", Plugin.class.getName());
        plugin.setInitParameter("resteasy.servlet.mapping.prefix", ROOT + "/plugin/rest");
        all.addServlet(plugin, ROOT + "/plugin/rest/*");
        return all;
    }

    private static void logging(Db db) {
        ALL.setLevel(Level.WARNING);
        REQUESTS.setUseParentHandlers(false);
        REQUESTS.setLevel(Level.INFO);
        REQUESTS.addHandler(new Handler() {
            @Override
            public void publish(LogRecord one) {
                if (db.log.size() < 100_000) {
                    db.log.add(one.getMessage());
                }
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
        TROUBLE.setUseParentHandlers(true);
    }
}
