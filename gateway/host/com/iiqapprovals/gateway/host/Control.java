package com.iiqapprovals.gateway.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** The control calls by which tests fill the stand-in and look into it. Paths and JSON are those of the simulator. */
final class Control extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final transient ControlState state;
    private final transient ControlPeople people;
    private final transient ControlItems items;
    private final transient ControlReviews reviews;

    Control(Db db, Tokens tokens) {
        state = new ControlState(db, tokens);
        people = new ControlPeople(db);
        items = new ControlItems(db);
        reviews = new ControlReviews(db);
    }

    /** An object that is not there: 404. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String what) {
            super(what);
        }
    }

    /** An item that is no longer open: 409. */
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Closed(String what) {
            super(what);
        }
    }

    /** One control call. */
    static final class Ask {
        final String method;
        /** The path in its parts, without /_sim or /_host. */
        final String[] path;
        final Object body;

        Ask(String method, String[] path, Object body) {
            this.method = method;
            this.path = path;
            this.body = body;
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> map() {
            return body == null ? Collections.<String, Object>emptyMap() : (Map<String, Object>) body;
        }

        List<?> list() {
            return (List<?>) body;
        }

        /** Whether this is the call "METHOD a/b/*", where * is any part. */
        boolean is(String call) {
            String[] want = call.substring(call.indexOf(' ') + 1).split("/");
            if (!call.startsWith(method + " ") || want.length != path.length) {
                return false;
            }
            for (int i = 0; i < want.length; i++) {
                if (!want[i].equals("*") && !want[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    protected void service(HttpServletRequest r, HttpServletResponse w) throws IOException {
        int status = 200;
        Object out;
        try {
            byte[] raw = r.getInputStream().readAllBytes();
            String path = r.getRequestURI().replaceFirst("^/(_sim|_host)/", "");
            String[] parts = path.split("/");
            for (int i = 0; i < parts.length; i++) {
                parts[i] = java.net.URLDecoder.decode(parts[i].replace("+", "%2B"), "UTF-8");
            }
            Ask ask = new Ask(r.getMethod(), parts, raw.length == 0 ? null : JSON.readValue(raw, Object.class));
            Object answer = null;
            for (Part one : new Part[] {state, people, items, reviews}) {
                answer = answer == null ? one.answer(ask) : answer;
            }
            if (answer == null) {
                throw new Unknown("no such control call");
            }
            out = answer;
        } catch (Unknown e) {
            status = 404;
            out = Collections.singletonMap("error", e.getMessage());
        } catch (Closed e) {
            status = 409;
            out = Collections.singletonMap("error", e.getMessage());
        } catch (Exception e) {
            status = 400;
            out = Collections.singletonMap("error", String.valueOf(e));
        }
        w.setStatus(status);
        w.setContentType("application/json;charset=UTF-8");
        w.getOutputStream().write(JSON.writeValueAsBytes(out));
    }

    /** Some of the calls. */
    interface Part {
        /** What is answered, null where this is another's call. */
        Object answer(Ask ask) throws Exception;
    }
}
