package org.apache.commons.logging;

/** Signatures only, to compile against. Source: Apache Commons Logging 1.2 (Apache-2.0). */
public abstract class LogFactory {
    public static Log getLog(String category) {
        throw new UnsupportedOperationException();
    }
}
