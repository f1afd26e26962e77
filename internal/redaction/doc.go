// Package redaction keeps secrets out of what is printed, logged and shown.
//
// A [Redactor] knows the process's secrets, and every text on its way out goes
// through [Redactor.Clean]: log lines, errors on standard error, doctor's
// findings, the lines of /readyz, notices to administrators.
//
//	value of a secret ──► LearnValue ────┐
//	address with a password ──► LearnAddress ──► forms: whole, quoted, encoded, decoded, pieces
//	                                     │
//	text of a driver ──► Clean ──────────┴──► the same text with [redacted] in the place of each
//
// # Why pieces
//
// A parser that reads a malformed address otherwise than its author meant it
// takes a part of the password for a host, a port or a database, and prints
// it. So an address counts as secret from the first colon of its widest
// reading to its last @, and each piece between two delimiters by itself.
//
// # Why whole addresses are judged as well
//
// What is redacted cannot be acted upon. [DatabaseAddress] and [ProxyAddress]
// refuse an address whose password ends at a place that can be doubted, before
// any library reads it.
package redaction
