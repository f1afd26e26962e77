// Package schedule holds what only one replica does at a time, over Postgres: rounds and their leases, where a round goes on
// (watermarks), seats for Socket Mode connections, and turns to publish somebody's Home tab.
//
//	due ──a replica: ClaimRounds──► claimed (term + 1) ──done: FinishRound──► due again after its interval
//	 ▲                                │ renewed every 3 s, while the round runs
//	 └────── the lease of 10 s is over: whatever its holder writes afterwards is refused (ErrLeaseLost)
//
// Loop runs the rounds. Postgres's clock alone counts.
package schedule
