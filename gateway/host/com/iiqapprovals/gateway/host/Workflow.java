package com.iiqapprovals.gateway.host;

import bsh.EvalError;
import bsh.Interpreter;
import java.io.InputStream;
import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A workflow as its XML has it: steps that go from one to the next, with a script in BeanShell each. */
final class Workflow {
    private static final String FILE = "/approvals-gateway-trial.xml";
    private static final int STEPS = 100;
    /** The plugin's name of a setting, and how the script declares the same. */
    private static final String[][] SETTINGS = {{"decide", "boolean", "decide"}, {"excludeApplications", "String", "excludeApplications"},
        {"types", "String", "decidable"}, {"signatureKey", "String", "signatureKey"}, {"settleSeconds", "int", "settleSeconds"},
        {"page", "int", "mostItems"}, {"states", "int", "mostStates"}};
    final String name;
    private final Document xml;

    private Workflow(Document xml) {
        this.xml = xml;
        this.name = xml.getDocumentElement().getAttribute("name");
    }

    /** The workflow of a name, from the file that an administrator imports. */
    static Workflow named(String name) {
        try (InputStream in = Workflow.class.getResourceAsStream(FILE)) {
            DocumentBuilder reader = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            reader.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
            Workflow out = new Workflow(reader.parse(in));
            if (out.name.equals(name)) {
                return out;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalArgumentException("there is no workflow of this name");
    }

    /**
     * Runs it from its first step on, and gives its output variables. A variable that was not given does not exist for a script, which
     * is the harsher of the two ways that IIQ may have. Settings are changed in the script's text, as an administrator does.
     */
    Map<String, Object> run(Session context, Map<String, Object> given, Map<String, String> settings) throws EvalError {
        Map<String, Object> variables = new LinkedHashMap<>();
        Set<String> outputs = declared("output");
        Set<String> inputs = declared("input");
        for (Map.Entry<String, Object> one : given.entrySet()) {
            if (!inputs.contains(one.getKey())) {
                throw new IllegalArgumentException(one.getKey() + " is no input of the workflow");
            }
            variables.put(one.getKey(), one.getValue());
        }
        Element step = step("Start");
        for (int n = 0; step != null && n < STEPS; n++) {
            NodeList sources = step.getElementsByTagName("Source");
            if (sources.getLength() > 0) {
                Object result = script(context, sources.item(0).getTextContent(), variables, settings);
                variables.put(step.getAttribute("resultVariable"), result);
            }
            NodeList next = step.getElementsByTagName("Transition");
            step = next.getLength() == 0 ? null : step(((Element) next.item(0)).getAttribute("to"));
        }
        variables.keySet().retainAll(outputs);
        return variables;
    }

    private static Object script(Session context, String source, Map<String, Object> variables, Map<String, String> settings) throws EvalError {
        Interpreter bsh = new Interpreter();
        bsh.set("context", context);
        for (Map.Entry<String, Object> one : variables.entrySet()) {
            bsh.set(one.getKey(), one.getValue());
        }
        return bsh.eval(edited(source, settings));
    }

    private static String edited(String source, Map<String, String> settings) {
        String out = source;
        for (String[] one : SETTINGS) {
            String value = settings.get(one[0]);
            if (value != null) {
                String text = one[1].equals("String") ? "\"" + value + "\"" : value;
                out = out.replaceFirst("(?m)^" + one[1] + " " + one[2] + " = [^;]*;",
                        Matcher.quoteReplacement(one[1] + " " + one[2] + " = " + text + ";"));
            }
        }
        return out;
    }

    private Set<String> declared(String as) {
        Set<String> out = new HashSet<>();
        NodeList all = xml.getElementsByTagName("Variable");
        for (int i = 0; i < all.getLength(); i++) {
            if (((Element) all.item(i)).getAttribute(as).equals("true")) {
                out.add(((Element) all.item(i)).getAttribute("name"));
            }
        }
        return out;
    }

    private Element step(String name) {
        NodeList all = xml.getElementsByTagName("Step");
        for (int i = 0; i < all.getLength(); i++) {
            if (((Element) all.item(i)).getAttribute("name").equals(name)) {
                return (Element) all.item(i);
            }
        }
        throw new IllegalStateException("the workflow has no step " + name);
    }
}
