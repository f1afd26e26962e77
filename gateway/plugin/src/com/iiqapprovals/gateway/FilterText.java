package com.iiqapprovals.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sailpoint.object.Filter;

/**
 * Reads a filter string and builds IIQ's filter from it. IIQ's own parser never sees a client's text: only the operators and
 * properties named here exist. Anything else is bad_filter.
 */
final class FilterText {
    private static final int DEPTH = 50;
    private static final int IN = 1000;
    private static final List<String> OPERATORS = Arrays.asList("==", "!=", "<", "<=", ">", ">=", "i==");

    private final FilterLexer lexer;
    private final Map<String, Columns.Kind> columns;
    private FilterLexer.Token next;
    private int depth;

    private FilterText(String text, Map<String, Columns.Kind> columns) {
        this.lexer = new FilterLexer(text);
        this.columns = columns;
        this.next = lexer.next();
    }

    /** The filter, or null for an empty text. */
    static Filter read(String text, Map<String, Columns.Kind> columns) {
        if (text == null || text.trim().isEmpty()) {
            return null;
        }
        FilterText p = new FilterText(text, columns);
        Filter all = p.any();
        if (p.next.kind != FilterLexer.Kind.END) {
            throw bad("something follows its end");
        }
        return all;
    }

    private Filter any() {
        List<Filter> parts = new ArrayList<>();
        do {
            parts.add(all());
        } while (take("||"));
        return parts.size() == 1 ? parts.get(0) : Filter.or(parts);
    }

    private Filter all() {
        List<Filter> parts = new ArrayList<>();
        do {
            parts.add(one());
        } while (take("&&"));
        return parts.size() == 1 ? parts.get(0) : Filter.and(parts);
    }

    private Filter one() {
        boolean not = take("!");
        if (take("(")) {
            if (++depth > DEPTH) {
                throw bad("too many parentheses");
            }
            Filter part = any();
            depth--;
            expect(")");
            return not ? Filter.not(part) : part;
        }
        if (next.kind != FilterLexer.Kind.PATH) {
            throw bad("a property is missing");
        }
        String path = next.text;
        next = lexer.next();
        if (take("(")) {
            Filter test = method(path);
            return not ? Filter.not(test) : test;
        }
        if (not) {
            throw bad("a negation wants a method, or a part in parentheses");
        }
        return comparison(path);
    }

    private Filter method(String path) {
        int dot = path.lastIndexOf('.');
        if (dot < 0) {
            throw bad("a method wants a property before it");
        }
        String property = path.substring(0, dot);
        Columns.Kind kind = kind(property);
        Filter out;
        switch (path.substring(dot + 1)) {
            case "isNull":
                out = Filter.isnull(property);
                break;
            case "notNull":
                out = Filter.notnull(property);
                break;
            case "startsWith":
                if (kind != Columns.Kind.TEXT || next.kind != FilterLexer.Kind.TEXT) {
                    throw bad("startsWith wants a text");
                }
                out = Filter.like(property, literal(kind), Filter.MatchMode.START);
                break;
            case "in":
                out = Filter.in(property, many(kind));
                break;
            default:
                throw bad("an unknown method");
        }
        expect(")");
        return out;
    }

    private List<Object> many(Columns.Kind kind) {
        expect("{");
        List<Object> out = new ArrayList<>();
        do {
            out.add(literal(kind));
        } while (out.size() < IN && take(","));
        expect("}");
        return out;
    }

    private Filter comparison(String property) {
        Columns.Kind kind = kind(property);
        String op = next.text;
        if (next.kind != FilterLexer.Kind.SIGN || !OPERATORS.contains(op)) {
            throw bad("an operator is missing");
        }
        next = lexer.next();
        Object v = literal(kind);
        boolean ordered = kind == Columns.Kind.TEXT || kind == Columns.Kind.DATE || kind == Columns.Kind.NUMBER;
        if (op.equals("==") || op.equals("!=")) {
            return op.equals("==") ? Filter.eq(property, v) : Filter.ne(property, v);
        }
        if (op.equals("i==") && kind == Columns.Kind.TEXT) {
            return Filter.ignoreCase(Filter.eq(property, v));
        }
        if (ordered && op.startsWith("<")) {
            return op.equals("<") ? Filter.lt(property, v) : Filter.le(property, v);
        }
        if (ordered && op.startsWith(">")) {
            return op.equals(">") ? Filter.gt(property, v) : Filter.ge(property, v);
        }
        throw bad("an operator that does not fit its property");
    }

    private Columns.Kind kind(String property) {
        Columns.Kind kind = columns.get(property);
        if (kind == null || kind == Columns.Kind.MANY) {
            throw bad("a property that is not offered");
        }
        return kind;
    }

    private Object literal(Columns.Kind kind) {
        Object v = next.kind == FilterLexer.Kind.VALUE || next.kind == FilterLexer.Kind.DATE || next.kind == FilterLexer.Kind.TEXT
                ? Columns.value(kind, next.value, next.kind == FilterLexer.Kind.DATE) : null;
        if (v == null) {
            throw bad("a value that is missing or does not fit its property");
        }
        next = lexer.next();
        return v;
    }

    private boolean take(String sign) {
        if (next.kind == FilterLexer.Kind.SIGN && next.text.equals(sign)) {
            next = lexer.next();
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!take(sign)) {
            throw bad("a " + sign + " is missing");
        }
    }

    static Refused bad(String what) {
        return new Refused("bad_filter", "the filter has " + what);
    }
}
