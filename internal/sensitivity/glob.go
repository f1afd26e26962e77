package sensitivity

import (
	"regexp"
	"strings"
	"unicode"
)

// Pattern is one text that a rule looks for. * stands for any characters, including none, ? for exactly one, and a
// backslash makes the next character plain.
type Pattern struct {
	text string
	form *regexp.Regexp
}

// NewPattern makes a pattern of a text in the file. Every text is a valid pattern.
func NewPattern(text string) Pattern { return Pattern{text: text, form: formOf(text)} }

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// Fits reports whether the pattern matches the whole text, without regard to case and to white space around it. Its
// time is bounded by the product of both lengths (https://pkg.go.dev/regexp). The zero Pattern fits the empty text alone.
func (p Pattern) Fits(text string) bool { return p.fits(folded(text)) }

// fits is Fits for a text that is folded already.
func (p Pattern) fits(folded string) bool {
	if p.form == nil {
		return folded == ""
	}
	return p.form.MatchString(folded)
}

// folded is a text in the form that patterns are compared with. Bytes that are no letters become one sign each.
func folded(text string) string { return string([]rune(fold(strings.TrimSpace(text)))) }

// formOf makes a regular expression of a pattern. Pattern and text are folded before, since (?i) folds other letters than we do.
func formOf(pattern string) *regexp.Regexp {
	var form strings.Builder
	quoted := false
	for _, c := range fold(pattern) {
		switch {
		case quoted || (c != '*' && c != '?' && c != '\\'):
			form.WriteString(regexp.QuoteMeta(string(c)))
			quoted = false
		case c == '\\':
			quoted = true
		case c == '*':
			form.WriteString(".*")
		default:
			form.WriteString(".")
		}
	}
	if quoted {
		form.WriteString(`\\`)
	}
	return regexp.MustCompile(`(?s)\A(?:` + form.String() + `)\z`)
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
