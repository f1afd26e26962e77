package wire

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// longestNamedReference is the length of &CounterClockwiseContourIntegral;, the longest that HTML has.
	longestNamedReference = 33
	// timesReferenced is how often a letter may have been written as a reference, beyond the parser's own reading.
	timesReferenced = 2
)

// dereferenced gives the letters for HTML's references that are left after an answer was parsed, since what writes to
// IIQ may have escaped a text already: `R&amp;D`, `&nbsp;`. A reference ends in a semicolon and has a known name or a
// number. Everything else stays as it is: "AT&T", "a=1&copy=2".
func dereferenced(s string) string {
	for range timesReferenced {
		once := dereferencedOnce(s)
		if once == s {
			break
		}
		s = once
	}
	return s
}

func dereferencedOnce(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var out strings.Builder
	for ; at >= 0; at = strings.IndexByte(s, '&') {
		out.WriteString(s[:at])
		letters, size := referenceAt(s[at:])
		out.WriteString(letters)
		s = s[at+size:]
	}
	out.WriteString(s)
	return out.String()
}

// referenceAt reads a reference at the front of a text that begins with an ampersand: its letters, and its length. An
// ampersand that begins none stands for itself.
func referenceAt(s string) (letters string, size int) {
	end := strings.IndexByte(s[:min(len(s), longestNamedReference)], ';')
	if end < 2 {
		return "&", 1
	}
	whole := s[:end+1]
	if s[1] == '#' {
		return numberedLetter(s, whole)
	}
	letters = html.UnescapeString(whole)
	switch {
	case strings.ContainsFunc(s[1:end], notAlphanumeric) || letters == whole || strings.HasSuffix(letters, ";") && whole != "&semi;":
		// HTML also reads `&notit;` as a reference with "it;" behind it; here that is no reference.
		return "&", 1
	case letters == "\u00a0":
		return " ", len(whole)
	}
	return letters, len(whole)
}

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// numberedLetter reads a reference by number. Two for the halves of a UTF-16 pair, which some Java writers use, are one
// letter; a single half is U+FFFD.
func numberedLetter(s, whole string) (letters string, size int) {
	n, ok := referencedNumber(whole)
	switch {
	case !ok || n == 0 || n > utf8.MaxRune:
		return "&", 1
	case !utf16.IsSurrogate(rune(n)):
		if n == ';' {
			return ";", len(whole)
		}
		return strings.ReplaceAll(html.UnescapeString(whole), "\u00a0", " "), len(whole)
	}
	rest := s[len(whole):]
	if end := strings.IndexByte(rest[:min(len(rest), longestNamedReference)], ';'); end > 2 && strings.HasPrefix(rest, "&#") {
		if low, ok := referencedNumber(rest[:end+1]); ok && low <= utf8.MaxRune {
			if r := utf16.DecodeRune(rune(n), rune(low)); r != utf8.RuneError {
				return string(r), len(whole) + end + 1
			}
		}
	}
	return string(utf8.RuneError), len(whole)
}

// referencedNumber is the number of `&#55357;` or `&#xD83D;`.
func referencedNumber(whole string) (n uint64, ok bool) {
	digits, base := whole[2:len(whole)-1], 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return n, err == nil
}
