// Package audit is the log of what was decided, refused, linked and commanded: written once, never changed, each row with
// the hash of the row before it.
//
//	transaction of a use case                            audit_log
//	┌───────────────────────────┐        seq 41 ── hash ──┐
//	│ decision, cards, jobs …   │        seq 42 ◄─ prev ──┘ hash ──┐
//	│ Append, the last statement│──────► seq 43 ◄──────────── prev ┘   ◄── audit_head: 43, its hash
//	└────────── COMMIT ─────────┘
//
// An entry stands in the transaction of what it tells, so that neither is without the other. Postgres chains: the trigger
// audit_chain gives each row its number, time and hash under the lock of audit_head, which is held from Append to COMMIT.
// Writers wait for each other there and nowhere else, and whoever holds it waits for nothing.
//
// The hash is SHA-256 of six lines: a heading, seq, at, kind, the hash of the row before in hexadecimal, payload; see
// Row.Sum. Anybody can compute it anew from the table or from an export, and Chain does: it names the first row that was
// changed, taken out or put in. What it cannot see by itself is a log that somebody wrote anew from some row to the end;
// the number and hash of a last row that were kept elsewhere show that as well.
//
// The bot's role can only add. Retention is set by the owner of the log; it removes the oldest rows after a checkpoint entry has
// put the hash of the last of them into the chain, and the same into audit_removals, which the owner alone writes. A check
// believes that table and no checkpoint. Witness remembers the last row, for what only shows from outside.
package audit
