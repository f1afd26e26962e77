// Package tx is the transaction that all use cases of package store stand on. It is opened, tried again and committed here, and
// here stands what goes with it.
//
//	InTx ──▶ lease held? ──▶ the use case ──▶ search texts, trace links, jobs, entries of the decision log ──▶ COMMIT
//
// A Tx that deadlocks or fails to serialise is tried again, and one whose COMMIT got no answer is approvals.ErrUncertain. What a
// commit shows of the decision log is remembered, so that a database that loses a part of it is found out; see Losses. Nothing
// here judges anything.
package tx
