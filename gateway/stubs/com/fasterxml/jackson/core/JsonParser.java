package com.fasterxml.jackson.core;

/** Signatures only, to compile against. Source: FasterXML Jackson 2.9 and later (Apache-2.0). */
public abstract class JsonParser {
    /** How strictly a text is read. */
    public enum Feature { STRICT_DUPLICATE_DETECTION }
}
