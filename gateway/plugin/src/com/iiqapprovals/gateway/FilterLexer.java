package com.iiqapprovals.gateway;

/** Cuts a filter string into its parts. */
final class FilterLexer {
    /** What a part is. */
    enum Kind { END, PATH, TEXT, VALUE, DATE, SIGN }

    /** The longest filter, in characters. */
    private static final int LONGEST = 100_000;
    private static final String[] SIGNS = {"i==", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "{", "}", ","};

    private final String src;
    private int at;

    FilterLexer(String src) {
        if (src.length() > LONGEST) {
            throw FilterText.bad("too many characters");
        }
        this.src = src;
    }

    /** One part. */
    static final class Token {
        final Kind kind;
        final String text;
        final Object value;

        Token(Kind kind, String text, Object value) {
            this.kind = kind;
            this.text = text;
            this.value = value;
        }
    }

    Token next() {
        while (at < src.length() && " \t\r\n".indexOf(src.charAt(at)) >= 0) {
            at++;
        }
        if (at == src.length()) {
            return new Token(Kind.END, "", null);
        }
        char c = src.charAt(at);
        if (c == '"') {
            return string();
        }
        if (src.startsWith("DATE$", at)) {
            at += 5;
            return new Token(Kind.DATE, "", number());
        }
        if (c == '-' || digit(c)) {
            return new Token(Kind.VALUE, "", number());
        }
        for (String sign : SIGNS) {
            if (src.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Kind.SIGN, sign, null);
            }
        }
        if (letter(c)) {
            return word();
        }
        throw FilterText.bad("an unexpected character");
    }

    private Token word() {
        int from = at;
        while (at < src.length() && (letter(src.charAt(at)) || digit(src.charAt(at)) || dotInside())) {
            at++;
        }
        String word = src.substring(from, at);
        boolean flag = word.equals("true") || word.equals("false");
        return flag ? new Token(Kind.VALUE, word, Boolean.valueOf(word)) : new Token(Kind.PATH, word, null);
    }

    private boolean dotInside() {
        return src.charAt(at) == '.' && at + 1 < src.length() && letter(src.charAt(at + 1));
    }

    private Long number() {
        int from = at;
        while (at < src.length() && (digit(src.charAt(at)) || at == from && src.charAt(at) == '-')) {
            at++;
        }
        if (at < src.length() && (letter(src.charAt(at)) || src.charAt(at) == '.')) {
            throw FilterText.bad("a number that is not whole");
        }
        try {
            return Long.valueOf(src.substring(from, at));
        } catch (NumberFormatException e) {
            throw FilterText.bad("a number that is not whole");
        }
    }

    private Token string() {
        StringBuilder text = new StringBuilder();
        for (at++; at < src.length(); at++) {
            char c = src.charAt(at);
            if (c == '"') {
                at++;
                return new Token(Kind.TEXT, "", text.toString());
            }
            if (c == '\n' || c == '\r') {
                break;
            }
            text.append(c == '\\' ? escaped() : c);
        }
        throw FilterText.bad("a text without an end");
    }

    private char escaped() {
        at++;
        int which = at < src.length() ? "\"\\'ntrbf".indexOf(src.charAt(at)) : -1;
        if (which >= 0) {
            return "\"\\'\n\t\r\b\f".charAt(which);
        }
        if (at + 4 < src.length() && src.charAt(at) == 'u') {
            String code = src.substring(at + 1, at + 5);
            if (code.matches("[0-9a-fA-F]{4}")) {
                at += 4;
                return (char) Integer.parseInt(code, 16);
            }
        }
        throw FilterText.bad("an unknown escape");
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
}
