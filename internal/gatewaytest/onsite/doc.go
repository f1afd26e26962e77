// Package onsite lets the checks of the gateway's contract that write run against a real IdentityIQ, on work items that were made for
// them and on nothing else.
//
//	gateway/fixture (imported, and run, by an administrator) ──▶ people, groups, open work items
//	        │
//	Find(ctx, Target) ──▶ Fixtures: hands items out to the checks, one after another
//	        └───────────▶ fence: each write of the target passes it, and is stopped where it is not about the fixture
//
// What a check wants beyond that (another setting of the plugin, an item of another form) ends it with gatewaytest.ErrBeyond.
package onsite
