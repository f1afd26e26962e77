// Package shadow lets the bot do everything while nothing leaves: a company can try it on its own IdentityIQ and Slack and
// see whom it would have told what.
//
//	slackui ──▶ Transport ──reads──────────▶ Slack
//	                │
//	                ├──messages, updates──▶ shadow_messages, and an answer as Slack's
//	                └──anything else──────▶ refused, logged, counted
//
// Transport stands below everything that calls Slack's Web API. It knows a short list of methods that only read, and
// stores messages instead of sending them; whatever it does not know is refused, so that a call that somebody forgot fails
// and does not leave. IdentityIQ's side has its like in the package iiq (Config.ReadOnly).
//
// A database belongs to a shadow or to a real bot, never to both: a real bot would take a shadow's cards for posted ones,
// and a shadow would swallow a real bot's. Claim holds that at the start of each replica, Keep while a shadow works, and
// the row of each message is stored only while the database is a shadow's. Clear ends a shadow.
package shadow
