package org.apache.commons.logging;

/** Signatures only, to compile against. Source: Apache Commons Logging 1.2 (Apache-2.0). */
public interface Log {
    void info(Object message);

    void warn(Object message);

    void debug(Object message, Throwable cause);
}
