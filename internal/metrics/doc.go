// Package metrics holds the bot's metrics for Prometheus: counters and histograms that the parts of one process feed
// through the functions they are given, and figures of the whole bot that are read from the database on request.
// docs/operations.md explains each of them.
package metrics
