// Package gatewaytest is what the checks of docs/gateway-contract.md are made of: the target with its requests, tokens and
// answers, the fixtures and the cast, and what a check is. They run over HTTP against any target: the simulator as the
// vendor's plugin, the simulator as the gateway, the gateway in a stub-run IdentityIQ, and, reading only, a customer's
// IdentityIQ. The checks themselves stand in a package for each chapter.
//
//	contract.Checks() ──▶ Check.Run(ctx, Target) ── HTTP ──▶ {root}/plugin/rest/…
//	  reading                   │
//	  changes                   └──▶ Fixtures: makes people and items, and sees what was written; nil reads only
//	  deciding
//	  acting
//
// A check returns an error that says what was got and what was wanted. It does not import package testing, so that
// `bot doctor --gateway` runs the same ones.
package gatewaytest
