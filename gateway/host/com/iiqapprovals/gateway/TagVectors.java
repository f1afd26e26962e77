package com.iiqapprovals.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import sailpoint.object.ApprovalItem;
import sailpoint.object.ApprovalSet;
import sailpoint.object.Identity;
import sailpoint.object.WorkItem;

/**
 * Holds the gateway's tag against the vectors of one file: each item is built from its XML, and the record's text and its hash must
 * be those of the file. Exit code 1 where one differs.
 */
public final class TagVectors {
    private static final Pattern REFERENCE = Pattern.compile("&#(x[0-9a-fA-F]+|[0-9]+);");
    /** Letters that XML cannot hold are carried through the parser by these. */
    private static final char CONTROL = '\uE100';
    private static final char HALF = '\uE200';

    private TagVectors() {
    }

    public static void main(String[] arguments) throws Exception {
        List<?> all = new ObjectMapper().readValue(Files.readAllBytes(Paths.get(arguments[0])), List.class);
        int wrong = 0;
        for (Object one : all) {
            Map<?, ?> v = (Map<?, ?>) one;
            Item item = new Item(workItem(parse((String) v.get("xml"))));
            String text = Tag.record(item);
            String want = "".equals(v.get("text")) ? null : (String) v.get("text");
            if (!Objects.equals(text, want)) {
                wrong++;
                System.out.println(v.get("name") + ": got record " + text + ", want " + want);
            } else if (text != null && !Tag.hash(text).equals(v.get("sha256"))) {
                wrong++;
                System.out.println(v.get("name") + ": got hash " + Tag.hash(text) + ", want " + v.get("sha256"));
            }
        }
        System.out.println(all.size() + " vectors, " + wrong + " wrong");
        System.exit(wrong == 0 && !all.isEmpty() ? 0 : 1);
    }

    private static Element parse(String xml) throws Exception {
        DocumentBuilderFactory f = DocumentBuilderFactory.newInstance();
        f.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        DocumentBuilder b = f.newDocumentBuilder();
        b.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        return b.parse(new InputSource(new StringReader(carried(xml)))).getDocumentElement();
    }

    private static String carried(String xml) {
        StringBuilder out = new StringBuilder();
        Matcher m = REFERENCE.matcher(xml);
        int from = 0;
        while (m.find(from)) {
            out.append(xml, from, m.start());
            from = m.end();
            int c = code(m.group(1));
            Matcher second = REFERENCE.matcher(xml);
            if (c >= 0xD800 && c <= 0xDBFF && second.find(from) && second.start() == from && code(second.group(1)) >= 0xDC00
                    && code(second.group(1)) <= 0xDFFF) {
                out.appendCodePoint(Character.toCodePoint((char) c, (char) code(second.group(1))));
                from = second.end();
            } else if (c >= 0xD800 && c <= 0xDFFF) {
                out.append(HALF);
            } else if (WireXml.allowed(c) != c) {
                out.append((char) (CONTROL + (c & 0xff)));
            } else {
                out.append(m.group());
            }
        }
        return out.append(xml.substring(from)).toString();
    }

    private static int code(String reference) {
        return reference.charAt(0) == 'x' ? Integer.parseInt(reference.substring(1), 16) : Integer.parseInt(reference);
    }

    private static String back(String s) {
        StringBuilder out = new StringBuilder();
        for (char c : s.toCharArray()) {
            out.append(c == HALF ? '\uD800' : c >= CONTROL && c < HALF ? c - CONTROL >= 0xfe ? (char) (0xff00 + c - CONTROL) : (char) (c - CONTROL) : c);
        }
        return out.toString();
    }

    private static WorkItem workItem(Element e) {
        WorkItem w = new WorkItem();
        w.type = attribute(e, "type") == null ? null : WorkItem.Type.valueOf(attribute(e, "type"));
        w.state = attribute(e, "state") == null ? null : WorkItem.State.valueOf(attribute(e, "state"));
        w.targetId = attribute(e, "targetId");
        w.targetName = attribute(e, "targetName");
        Element requester = child(child(e, "Requester"), "Reference");
        if (requester != null) {
            w.requester = new Identity();
            w.requester.id = attribute(requester, "id");
            w.requester.name = attribute(requester, "name");
        }
        List<Element> sets = new ArrayList<>(children(e, "ApprovalSet"));
        boolean strange = false;
        for (Element entry : entries(e)) {
            if ("approvalSet".equals(entry.getAttribute("key"))) {
                List<Element> found = new ArrayList<>(children(entry, "ApprovalSet"));
                found.addAll(children(child(entry, "value"), "ApprovalSet"));
                strange |= found.isEmpty();
                sets.addAll(found);
            }
        }
        if (strange || sets.size() > 1) {
            w.attributes.put("approvalSet", "not a set");
        } else if (sets.size() == 1) {
            ApprovalSet set = new ApprovalSet();
            for (Element one : children(sets.get(0), "ApprovalItem")) {
                set.items.add(line(one));
            }
            w.attributes.put("approvalSet", set);
        }
        return w;
    }

    private static ApprovalItem line(Element e) {
        ApprovalItem l = new ApprovalItem();
        l.id = attribute(e, "id");
        l.applicationName = attribute(e, "application") == null ? attribute(e, "applicationName") : attribute(e, "application");
        l.operation = attribute(e, "operation");
        l.name = attribute(e, "name");
        l.nativeIdentity = attribute(e, "nativeIdentity");
        l.state = attribute(e, "state") == null ? null : WorkItem.State.valueOf(attribute(e, "state"));
        l.value = attribute(e, "value");
        Element value = child(e, "Value");
        if (value != null) {
            l.value = value(value);
        }
        for (String name : new String[] {"startDate", "endDate"}) {
            String at = attribute(e, name);
            Element own = child(e, Character.toUpperCase(name.charAt(0)) + name.substring(1));
            at = own == null ? at : back(own.getTextContent().trim());
            for (Element entry : entries(e)) {
                if (name.equals(entry.getAttribute("key"))) {
                    at = attribute(entry, "value") == null ? back(entry.getTextContent().trim()) : attribute(entry, "value");
                }
            }
            if (at != null) {
                l.attributes.put(name, at.matches("-?[0-9]{1,18}") ? new Date(Long.parseLong(at)) : at);
            }
        }
        return l;
    }

    private static Object value(Element held) {
        List<Element> inner = children(held, null);
        if (inner.isEmpty()) {
            return back(held.getTextContent());
        }
        if (inner.size() == 1 && !inner.get(0).getTagName().equals("List") && !inner.get(0).getTagName().equals("Set")) {
            return scalar(inner.get(0));
        }
        List<Object> out = new ArrayList<>();
        for (Element list : inner) {
            for (Element one : children(list, null)) {
                out.add(scalar(one));
            }
        }
        return out;
    }

    private static Object scalar(Element e) {
        if (!children(e, null).isEmpty() || e.getTagName().equals("Map")) {
            return new java.util.HashMap<String, Object>();
        }
        return e.getTagName().equals("null") ? null : e.getTagName().equals("Boolean") && e.getTextContent().isEmpty() ? "false"
                : back(e.getTextContent());
    }

    private static String attribute(Element e, String name) {
        return e == null || !e.hasAttribute(name) ? null : back(e.getAttribute(name));
    }

    private static List<Element> entries(Element e) {
        return children(child(child(e, "Attributes"), "Map"), "entry");
    }

    private static Element child(Element e, String name) {
        List<Element> all = children(e, name);
        return all.isEmpty() ? null : all.get(0);
    }

    private static List<Element> children(Element e, String name) {
        List<Element> out = new ArrayList<>();
        for (Node n = e == null ? null : e.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element && (name == null || ((Element) n).getTagName().equals(name))) {
                out.add((Element) n);
            }
        }
        return out;
    }
}
