package com.iiqapprovals.gateway.host;

/** What is copied whole between the tables and a session. */
public interface Copied {
}
