// Package app is the running bot: it opens the database, Slack and IdentityIQ by the settings, ties all parts together, and
// lets them work until it is told to stop.
//
//	Run ──▶ host (health, metrics, the log) ──▶ bot ──▶ its successor, where a file has newer secrets
//	                                             │
//	         pools, IdentityIQ, Slack, store, workers, rounds, sweep, sockets and their seat
//
// Slack and IdentityIQ meet here and nowhere else, in the port_*.go: each is the small interface of another package over the
// client of one of them.
package app
