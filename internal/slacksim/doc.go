// Package slacksim is a Slack workspace on loopback, as strict as the real one: Web API, Socket Mode, response URLs, the
// people who press, type and read, Slack's rate limits, and its failures. An unchanged app reaches it through the address
// of its Web API.
//
//	app ── Web API, response_url ──▶ Sim ◀── Click, Submit, Say … ── test, page, another process
//	app ◀── Socket Mode envelopes ── Sim
//
// Everything that people do is a method of Sim, and the same over HTTP under /_sim/; see control.go for the list.
// One mutex guards the whole workspace: unexported methods expect it to be held unless they say otherwise, exported ones
// take it. No call to the outside is made while it is held.
//
// Time comes from Options.Clock, moved on by Advance; only the pings of open sockets and injected delays run by the
// machine's own clock. Nothing grows without a bound: what is kept is given by the constants in bounds.go.
package slacksim
