package com.fasterxml.jackson.core;

import java.io.IOException;

/** Signatures only, to compile against. Source: FasterXML Jackson 2.9 and later (Apache-2.0). */
public class JsonProcessingException extends IOException {
    private static final long serialVersionUID = 1L;
}
