// Package metrics holds the bot's own figures for Prometheus: counters and histograms that the parts of one process feed
// by the functions that are handed to them, and figures of the whole bot that are read from the database when somebody
// asks. docs/operations.md explains each of them.
package metrics
