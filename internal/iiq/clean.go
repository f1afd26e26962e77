package iiq

import (
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/shorten"
)

// Bounds of IIQ's texts, in characters.
const (
	maxLine  = 1000
	maxProse = 4000
)

const ellipsis = "…"

// oneLine makes any text of IIQ one line: valid UTF-8, no control characters, single blanks, at most maxLine
// characters. A text that an approver decides on is read by a sight instead, which notes when it had to cut.
func oneLine(s string) string { return shorten.To(maxLine, onOneLine(s)) }

// onOneLine is oneLine without a bound.
func onOneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// prose keeps the line breaks and blanks of a person's text, at most maxProse characters.
func prose(s string) string { return shorten.To(maxProse, asProse(s)) }

// asProse is prose without a bound.
func asProse(s string) string {
	return strings.TrimSpace(printable(strings.ReplaceAll(s, "\r\n", "\n")))
}

// printable replaces invalid bytes by U+FFFD and control characters by blanks.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
