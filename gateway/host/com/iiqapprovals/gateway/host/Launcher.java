package com.iiqapprovals.gateway.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** SCIM's LaunchedWorkflows: runs the trial workflow, and answers as IIQ does. */
final class Launcher extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String LAUNCHED = "urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow";
    private static final String RESULT = "urn:ietf:params:scim:schemas:sailpoint:1.0:TaskResult";
    private static final ObjectMapper JSON = new ObjectMapper();
    private final transient Db db;

    Launcher(Db db) {
        this.db = db;
    }

    @Override
    protected void doPost(HttpServletRequest r, HttpServletResponse w) throws IOException {
        try {
            Map<?, ?> body = JSON.readValue(r.getInputStream(), Map.class);
            Object schemas = body.get("schemas");
            Object asked = body.get(LAUNCHED);
            if (!(schemas instanceof List) || !((List<?>) schemas).contains(LAUNCHED) || !(asked instanceof Map)) {
                throw new IllegalArgumentException("the workflow's fields are not under their schema");
            }
            Workflow workflow = Workflow.named(String.valueOf(((Map<?, ?>) asked).get("workflowName")));
            Map<String, Object> given = new LinkedHashMap<>();
            for (Object one : (List<?>) ((Map<?, ?>) asked).get("input")) {
                given.put(String.valueOf(((Map<?, ?>) one).get("key")), ((Map<?, ?>) one).get("value"));
            }
            say(w, 201, launched(workflow, given));
        } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException e) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("schemas", Collections.singletonList("urn:ietf:params:scim:api:messages:2.0:Error"));
            out.put("detail", String.valueOf(e.getMessage()));
            out.put("status", "400");
            say(w, 400, out);
        }
    }

    /** The task result's fields, and the workflow's own under its schema. A script that throws is told of in the messages. */
    private Map<String, Object> launched(Workflow workflow, Map<String, Object> given) {
        List<Object> output = new ArrayList<>();
        List<Object> messages = new ArrayList<>();
        try {
            workflow.run(Session.current(), given, db.settings).forEach((key, value) -> output.add(pair(key, value)));
        } catch (Exception e) {
            messages.add(String.valueOf(e));
        }
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("workflowName", workflow.name);
        own.put("output", output);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("schemas", Arrays.asList(LAUNCHED, RESULT));
        out.put("id", db.newId());
        out.put("type", "Workflow");
        out.put("completionStatus", messages.isEmpty() ? "Success" : "Error");
        out.put("messages", messages);
        out.put("attributes", output);
        out.put(LAUNCHED, own);
        return out;
    }

    private static Map<String, Object> pair(String key, Object value) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("key", key);
        out.put("value", value);
        out.put("type", "string");
        return out;
    }

    private static void say(HttpServletResponse w, int status, Object body) throws IOException {
        w.setStatus(status);
        w.setContentType("application/scim+json;charset=UTF-8");
        w.getOutputStream().write(JSON.writeValueAsBytes(body));
    }
}
