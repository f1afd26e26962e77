// Package iiqsim is a simulated SailPoint IdentityIQ over real HTTP, for tests, the demo, benchmarks and fault
// campaigns. It is as strict as the real one: what IdentityIQ would refuse, it refuses.
//
//	                  ┌──────────── Sim ────────────┐
//	bot ── HTTP ────▶ │ count ▶ faults ▶ token ▶ API │──▶ store (one mutex) ──▶ ledger, events
//	test ─ methods ─▶ │ control (Go)                 │
//	other process ──▶ │ control (HTTP, /_sim/…)      │
//	                  └──────────────────────────────┘
//
// The life of a work item:
//
//	open ──PUT or IdentityIQ's pages──▶ Finished | Rejected ─┐
//	 │ ─────────expire, cancel, return──▶ Expired | Canceled | Returned ─┤──▶ gone from the list, with an
//	 │ forward: same id, new owner, modified set                        │    approval summary in its request
//	 └──────────delete without trace────────────────────────────────────┴──▶ gone, nobody can say why
//	reopen brings a closed one back under its old id.
//
// IdentityIQ believes the approver id that it is sent, so Sim does too; the ledger notes whether that approver had
// authority at that moment, so that a test can see a wrong write.
//
// The simulator speaks as docs/iiq-wire.md#what-the-simulator-holds describes. Where a shape is not known, Settings
// picks one.
package iiqsim
