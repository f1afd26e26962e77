// Package doctor checks a bot's settings against the real database, Slack and IdentityIQ. It only reads, and changes
// nothing anywhere. It says how each check ended, and what to do about a failure.
//
// Examine runs the checks in the order in which they depend on each other. It asks both Slack and IdentityIQ, as only
// the command of the same name may; nothing else imports it.
package doctor
