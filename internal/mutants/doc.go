// Package mutants holds a list of plausible mistakes in the rules, the store and the router, and shows that tests find each.
//
//	mutants.txt ──Ours──► list ──Runner.Check──► the tests pass as the tree stands
//	                       │
//	                       └──Runner.Run──► one by one: go test -overlay (the tree never changes) ──► killed, survived, …
//	gateway.txt ──Gateway──► the same, with a copy of the gateway's folder in the place of the overlay
//
// A mutant names a file, a text that stands in it once, what stands there by mistake, and the tests that have to fail then.
// A mutant that survives is a rule that no test holds.
package mutants
