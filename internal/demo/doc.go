// Package demo is a whole small world on one machine: a private Postgres, a simulated IdentityIQ with a company in it, and
// a simulated Slack with the same people. The bot runs between them unchanged, by its settings alone. The demo command
// lives in it, and the end-to-end tests do.
package demo
