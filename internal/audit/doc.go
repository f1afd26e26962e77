// Package audit is the log of decisions, refusals, links and commands. Each row is written once, never changed, and
// has the hash of the row before it.
//
//	transaction of a use case                            audit_log
//	┌───────────────────────────┐        seq 41 ── hash ──┐
//	│ decision, cards, jobs …   │        seq 42 ◄─ prev ──┘ hash ──┐
//	│ Append, the last statement│──────► seq 43 ◄──────────── prev ┘   ◄── audit_head: 43, its hash
//	└────────── COMMIT ─────────┘
//
// An entry is in the transaction of the change that it describes, so that neither exists without the other. Postgres
// chains the rows: the trigger audit_chain gives each row its number, time and hash under the lock of audit_head,
// which is held from Append to COMMIT. Writers wait for each other there and nowhere else, and the holder of the lock
// waits for nothing.
//
// The hash is SHA-256 of six lines: a heading, seq, at, kind, the hash of the row before in hexadecimal, payload; see
// Row.Sum. Anybody can compute it again from the table or from an export, and Chain does: it names the first row that
// was changed, removed or inserted. It cannot see a log that was rewritten from some row to the end. A copy of the
// number and hash of a last row that is kept elsewhere shows that as well.
//
// The bot's role can only add rows. The owner of the log sets the retention. Retention removes the oldest rows after a
// checkpoint entry has put the hash of the last of them into the chain; audit_removals, which the owner alone writes,
// gets the same hash. A check believes that table and no checkpoint. Witness remembers the last row, for changes that
// only show from outside.
package audit
