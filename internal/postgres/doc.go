// Package postgres holds what the bot needs of its database, in one list, and what it sets in each session by itself.
//
//	DATABASE_URL ─► Config ─► Open, for commands that only read
//	                   └────► Writers.Open, for whatever writes: keeps no connection on which nothing can be written
//
//	a pool ─► Look ─► Facts ─► Needs: what is not as it must be, with its cure
//	                             ├─ the start of `bot run`, and /readyz
//	                             ├─ `bot migrate`
//	                             ├─ commands that read
//	                             └─ `bot doctor`, one line a need
//
// A new need is one more entry of the list; everybody who asks then judges by it.
package postgres
