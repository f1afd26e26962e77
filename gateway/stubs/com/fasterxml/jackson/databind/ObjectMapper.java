package com.fasterxml.jackson.databind;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** Signatures only, to compile against. Source: FasterXML Jackson 2.9 and later (Apache-2.0). */
public class ObjectMapper {
    public <T> T readValue(String text, Class<T> type) throws IOException {
        throw new UnsupportedOperationException();
    }

    public String writeValueAsString(Object value) throws JsonProcessingException {
        throw new UnsupportedOperationException();
    }

    public ObjectMapper configure(JsonParser.Feature feature, boolean on) {
        throw new UnsupportedOperationException();
    }

    public ObjectMapper configure(DeserializationFeature feature, boolean on) {
        throw new UnsupportedOperationException();
    }
}
