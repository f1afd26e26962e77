package cards

import (
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/ascii"
)

// maxMarks is how many combining marks one letter may carry; no script that people write needs more.
const maxMarks = 8

// cleanLine makes text by others fit for one line. It removes control, direction and zero-width characters, and turns
// runs of blanks and line breaks into one blank.
func cleanLine(s string) string {
	s = cleanText(s)
	if ascii.OneLine(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
}

// cleanText does the same but keeps line breaks, two in a row at most, and blanks within a line.
func cleanText(s string) string {
	if ascii.Printable(s) {
		return strings.Trim(s, " ")
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	c := cleaner{}
	c.out.Grow(len(s))
	for _, r := range s {
		c.take(r)
	}
	return c.out.String()
}

// Untrusted makes text by others fit for a line of ours, at most most characters long.
func Untrusted(s string, most int) string { return isolate(cutText(cleanLine(s), most-2)) }

// whole is for a line of text by others that is not cut.
func whole(s string) string { return isolate(cleanLine(s)) }

// isolate keeps a right-to-left text from reordering the words around it, by a pair of isolates of our own.
// https://www.unicode.org/reports/tr9/
func isolate(s string) string {
	for _, r := range s {
		if r >= firstFromTheRight && unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko,
			unicode.Samaritan, unicode.Mandaic, unicode.Adlam, unicode.Mende_Kikakui, unicode.Hanifi_Rohingya) {
			return "\u2068" + s + "\u2069"
		}
	}
	return s
}

// firstFromTheRight is the first block of letters that are written from right to left: https://www.unicode.org/charts/PDF/U0590.pdf
const firstFromTheRight = '\u0590'

// markup are the signs of mrkdwn that a text by others may not have. It never changes.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escapeMrkdwn is for text by others in mrkdwn and in the fallback text.
// https://docs.slack.dev/messaging/formatting-message-text
func escapeMrkdwn(s string) string {
	return markup.Replace(s)
}

type cleaner struct {
	out    strings.Builder
	last   rune
	marks  int
	breaks int
	// blanks are held back until it is known that they do not end a line.
	blanks int
}

func (c *cleaner) take(r rune) {
	switch {
	case isLineBreak(r):
		c.breaks++
		c.blanks = 0
		return
	case looksBlank(r):
		c.blanks++
		return
	case !c.visible(r):
		return
	case unicode.Is(unicode.M, r):
		if c.marks++; c.marks > maxMarks || c.last == 0 || c.breaks+c.blanks > 0 {
			return
		}
	default:
		c.marks = 0
	}
	c.put(r)
}

// put writes r, after the breaks and blanks before it.
func (c *cleaner) put(r rune) {
	if c.last != 0 && c.breaks > 0 {
		c.out.WriteString("\n\n"[:min(c.breaks, 2)])
	} else if c.last != 0 {
		c.out.WriteString(strings.Repeat(" ", c.blanks))
	}
	c.out.WriteRune(r)
	c.last, c.breaks, c.blanks = r, 0, 0
}

// visible drops what a reader cannot see. A joiner stays where scripts and emoji need it: after a letter that is not
// Latin, a mark or a symbol.
func (c *cleaner) visible(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner, graphemeJoiner = '\u200c', '\u200d', '\u034f'
	switch {
	case r == zeroWidthNonJoiner || r == zeroWidthJoiner:
		if c.breaks+c.blanks > 0 {
			return false
		}
		joins := unicode.IsLetter(c.last) && !unicode.Is(unicode.Latin, c.last)
		return joins || unicode.In(c.last, unicode.M, unicode.So, unicode.Sk)
	case r == graphemeJoiner:
		return false
	case unicode.Is(unicode.Cf, r):
		return unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
	return !unicode.Is(unicode.Cc, r)
}

func isLineBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// looksBlank also finds letters that are drawn as nothing: Hangul fillers and the empty Braille pattern.
func looksBlank(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800':
		return true
	}
	return unicode.IsSpace(r)
}
