// Package transport sends the calls to SailPoint IdentityIQ (IIQ) and judges what their answers mean: the token, slots, time, retries,
// refusals. What is asked, and what an answer holds, is up to the caller. docs/iiq-wire.md has the facts about IIQ, to whose headings the
// comments point.
//
//	Caller ─▶ retry (reads only) ─▶ bearer (one token for all, renewed once after a 401)
//	                                  └─▶ gate (slots, one request's time, observer) ─▶ callLog ─▶ network
//	SCIM, with an account of its own: account (Basic) in the place of bearer
//	          tokenCache ─▶ clientcredentials ─▶ basic ─▶ gate ─▶ callLog ─▶ network
//
// What a status means is decided in errors.go alone; package iiq has the table of it. No redirect is followed, and bodies are bounded.
// No error string has a token, a secret or a body in it.
package transport
