package sensitivity

import (
	"strings"
	"unicode"
)

// Pattern is one text that a rule looks for. * stands for any characters, including none, ? for exactly one, and a
// backslash makes the next character plain.
type Pattern struct {
	text  string
	marks []mark
}

// NewPattern makes a pattern of a text in the file. Every text is a valid pattern.
func NewPattern(text string) Pattern { return Pattern{text: text, marks: marksOf(text)} }

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// Fits reports whether the pattern matches the whole text, without regard to case and to white space around it. Its
// time is bounded by the product of both lengths.
func (p Pattern) Fits(text string) bool { return fits(p.marks, folded(text)) }

// folded is a text in the form that patterns are compared with.
func folded(text string) []rune { return []rune(fold(strings.TrimSpace(text))) }

func fits(p []mark, t []rune) bool {
	at, in := 0, 0
	star, from := -1, 0
	for in < len(t) {
		switch {
		case at < len(p) && p[at].any:
			star, from = at, in
			at++
		case at < len(p) && (p[at].one || p[at].char == t[in]):
			at++
			in++
		case star >= 0:
			from++
			at, in = star+1, from
		default:
			return false
		}
	}
	for at < len(p) && p[at].any {
		at++
	}
	return at == len(p)
}

type mark struct {
	any, one bool
	char     rune
}

func marksOf(pattern string) []mark {
	var out []mark
	quoted := false
	for _, c := range fold(pattern) {
		switch {
		case quoted || (c != '*' && c != '?' && c != '\\'):
			out = append(out, mark{char: c})
			quoted = false
		case c == '\\':
			quoted = true
		default:
			out = append(out, mark{any: c == '*', one: c == '?'})
		}
	}
	if quoted {
		out = append(out, mark{char: '\\'})
	}
	return out
}

// fold makes letters equal that differ in case alone.
func fold(s string) string {
	return strings.Map(func(c rune) rune {
		least := c
		for r := unicode.SimpleFold(c); r != c; r = unicode.SimpleFold(r) {
			least = min(least, r)
		}
		return least
	}, s)
}
