// Package words is the catalogue: everything that people read in Slack, in four languages side by side.
//
// A word or sentence is a phrase: one literal of four texts. A sentence with arguments is a function that takes the
// language and has four functions of its own. Neither compiles while a language is missing. A new sentence is one edit
// in the file of its topic:
//
//	func Deny(lang approvals.Language) string { return phrase{"Deny", "Ablehnen", "Refuser", "Rechazar"}.in(lang) }
//
// Names and texts by others come in as arguments and are already cleaned. What is written only once is the same in all
// languages: signs, separators of numbers, a language's own plural.
package words
