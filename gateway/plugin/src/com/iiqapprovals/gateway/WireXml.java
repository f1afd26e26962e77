package com.iiqapprovals.gateway;

import java.util.Collection;

/**
 * The gateway's own XML writer. It knows elements, not objects: whatever is not written by name stays inside IIQ, passwords in
 * provisioning plans among it.
 */
final class WireXml {
    private final StringBuilder out = new StringBuilder();

    /** Begins a document as the vendor's plugin does. */
    static WireXml document(String root) {
        WireXml x = new WireXml();
        x.out.append("<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE ").append(root)
                .append(" PUBLIC \"sailpoint.dtd\" \"sailpoint.dtd\">\n");
        return x;
    }

    /** Begins an element. Attributes come as name and value in turn; an empty value is left out. */
    WireXml open(String name, String... attributes) {
        tag(name, attributes);
        out.append('>');
        return this;
    }

    WireXml close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    WireXml empty(String name, String... attributes) {
        tag(name, attributes);
        out.append("/>");
        return this;
    }

    /** An element with text, and nothing for an empty one. */
    WireXml element(String name, String text) {
        if (text != null && !text.isEmpty()) {
            open(name);
            escape(text, false);
            close(name);
        }
        return this;
    }

    /** One pair of a map, and nothing for an empty value. */
    WireXml entry(String key, String value) {
        return value == null || value.isEmpty() ? this : empty("entry", "key", key, "value", value);
    }

    WireXml strings(Collection<String> all) {
        open("List");
        for (String one : all) {
            open("String");
            escape(one, false);
            close("String");
        }
        return close("List");
    }

    private void tag(String name, String[] attributes) {
        out.append('<').append(name);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            if (attributes[i + 1] != null && !attributes[i + 1].isEmpty()) {
                out.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1], true);
                out.append('"');
            }
        }
    }

    private void escape(String text, boolean attribute) {
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '&') {
                out.append("&amp;");
            } else if (c == '<') {
                out.append("&lt;");
            } else if (c == '>') {
                out.append("&gt;");
            } else if (c == '"' && attribute) {
                out.append("&quot;");
            } else if (c == '\r' || attribute && (c == '\n' || c == '\t')) {
                out.append("&#").append(c).append(';');
            } else {
                out.appendCodePoint(allowed(c));
            }
        }
    }

    /** What XML 1.0 cannot hold becomes a blank, and half a letter U+FFFD. */
    static int allowed(int c) {
        if (c >= 0xD800 && c <= 0xDFFF) {
            return 0xFFFD;
        }
        return c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0xFFFE || c == 0xFFFF ? ' ' : c;
    }

    static String millis(Long at) {
        return at == null ? "" : String.valueOf(at);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
