// Package shadow lets the bot do everything while nothing leaves it. A company can try the bot on its own IdentityIQ
// and Slack and see who would have been told what.
//
//	slackui ──▶ Transport ──reads──────────▶ Slack
//	                │
//	                ├──messages, updates──▶ shadow_messages, and an answer as Slack's
//	                └──anything else──────▶ refused, logged, counted
//
// Transport is below everything that calls Slack's Web API. It has a short list of methods that only read, and stores
// messages instead of sending them. It refuses all other calls, so that a forgotten call fails instead of going out.
// Package iiq has the same for IdentityIQ's side (Config.ReadOnly).
//
// A database belongs to a shadow or to a real bot, never to both: a real bot would take a shadow's cards for posted
// ones, and a shadow would swallow a real bot's. Claim ensures that at the start of each replica, Keep while a shadow
// runs, and each message is stored only while the database is a shadow's. Clear ends a shadow.
package shadow
