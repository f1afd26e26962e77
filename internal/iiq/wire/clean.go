package wire

import (
	"bufio"
	"io"
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/ascii"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// What every text of IIQ goes through before it is cut, stored, judged or shown; docs/iiq-wire.md#letters. Only ids are
// compared as they came.

// Bounds of IIQ's texts, in characters.
const (
	maxLine  = 1000
	maxProse = 4000
)

// Ellipsis ends a text that was cut.
const Ellipsis = "…"

// OneLine makes a name or a value of IIQ one line: valid UTF-8, letters for references, no control characters, single
// blanks, at most maxLine characters. It keeps what looks like a tag, since a name that lost it would be another name.
// A text that an approver decides on is read by a sight instead, which notes when it had to cut.
func OneLine(s string) string { return shorten.To(maxLine, onOneLine(s)) }

// onOneLine is OneLine without a bound.
func onOneLine(s string) string {
	if strings.IndexByte(s, '&') < 0 && ascii.OneLine(s) {
		return s
	}
	return Flat(Printable(dereferenced(s)))
}

// Label is OneLine for a text that people wrote for people, which may be HTML.
func Label(s string) string { return shorten.To(maxLine, Flat(AsProse(s))) }

// AsProse keeps the line breaks and blanks of a text that people wrote for people. Of HTML the words are left.
func AsProse(s string) string {
	return strings.TrimSpace(Printable(unmarked(strings.ReplaceAll(s, "\r\n", "\n"))))
}

// asWritten is a person's text as it stands on the wire, markup included, at most maxProse characters. By it the bot
// knows a comment again that it has sent itself.
func asWritten(s string) string {
	return shorten.To(maxProse, strings.TrimSpace(withoutControls(strings.ReplaceAll(s, "\r\n", "\n"))))
}

// Flat makes one line of a text.
func Flat(s string) string {
	if ascii.OneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// ByteOrderMark stands in front of texts, and of whole answers, that some writers make.
const ByteOrderMark = '\uFEFF'

// WithoutByteOrderMark reads a body from behind the mark at its front, if there is one. A failure comes with the first
// read.
func WithoutByteOrderMark(body io.Reader) io.Reader {
	in := bufio.NewReader(body)
	mark := string(ByteOrderMark)
	if front, err := in.Peek(len(mark)); err == nil && string(front) == mark {
		_, _ = in.Discard(len(mark))
	}
	return in
}

// Printable replaces invalid bytes by U+FFFD and control characters by blanks, and drops byte order marks at the front.
func Printable(s string) string {
	rest := strings.TrimLeftFunc(s, func(r rune) bool { return r == ByteOrderMark || unicode.IsSpace(r) })
	if strings.ContainsRune(s[:len(s)-len(rest)], ByteOrderMark) {
		s = rest
	}
	return withoutControls(s)
}

func withoutControls(s string) string {
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
