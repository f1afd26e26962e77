// Package doctor checks a bot's settings against the real database, Slack and IdentityIQ. It changes nothing anywhere:
// it reads, says how each check ended, and what to do where it did not end well.
//
// Examine makes the checks in the order in which one thing builds on the other. It asks both Slack and IdentityIQ, as the
// command of the same name did before it had a package of its own; nothing but that command imports it.
package doctor
