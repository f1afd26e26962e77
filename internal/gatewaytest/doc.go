// Package gatewaytest holds the contract of docs/gateway-contract.md as checks that run against any target over HTTP: the
// simulator as the vendor's plugin, the simulator as the gateway, the gateway in a stub-run IdentityIQ, and, reading only,
// a customer's IdentityIQ.
//
//	Checks() ──▶ Check.Run(ctx, Target) ── HTTP ──▶ {root}/plugin/rest/…
//	                     │
//	                     └──▶ Fixtures: makes people and items, and sees what was written; nil reads only
//
// A check returns an error that says what was got and what was wanted. It does not import package testing, so that
// `bot doctor --gateway` runs the same ones.
package gatewaytest
