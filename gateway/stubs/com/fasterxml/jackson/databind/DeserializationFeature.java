package com.fasterxml.jackson.databind;

/** Signatures only, to compile against. Source: FasterXML Jackson 2.9 and later (Apache-2.0). */
public enum DeserializationFeature {
    FAIL_ON_TRAILING_TOKENS
}
