// Package words is the catalogue: everything that people read in Slack, in four languages side by side.
//
// A word or sentence is a phrase, one literal of four texts. A sentence with something in it is a function, which takes the
// language and has four functions of its own. Neither compiles while a language is missing. A new sentence is one edit in
// the file of its topic:
//
//	func Deny(lang approvals.Language) string { return phrase{"Deny", "Ablehnen", "Refuser", "Rechazar"}.in(lang) }
//
// Names and texts of others come in as arguments and are already cleaned. What is only in one language is the same in all:
// signs, numbers' separators, a language's own plural.
package words
