// Package store is what happens, over Postgres: a use case reads and writes our tables in one transaction, and inserts the jobs
// that make the outside world follow, in that same transaction. Nothing here talks to Slack or to IIQ.
//
//	click, sight of IIQ, round ──▶ a use case ──▶ Tx{ rows, jobs, entries of the decision log } ──COMMIT──▶ workers
//
// The words and the rules are those of the package approvals, whose documentation draws the states of decisions, cards,
// reminders, work items and access reviews. The transaction itself is that of package tx.
package store
