package sensitivity

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// fold makes letters equal that differ in case alone: each becomes the least of those that are equal. A byte that is no
// letter becomes the sign U+FFFD. White space stays, and so do ", " between values.
func fold(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			out = append(out, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		out = utf8.AppendRune(out, letters().least(r))
		i += size
	}
	return string(out)
}

// folded is a text in the form that patterns are compared with.
func folded(text string) string { return strings.TrimSpace(fold(text)) }

// foldings has the letters that are folded to another one, in pages of 256. unicode.SimpleFold looks each letter up by
// several searches, which is too slow for the texts of the largest items.
type foldings [(unicode.MaxRune + 1) >> 8]*[256]rune

var letters = sync.OnceValue(func() *foldings {
	var f foldings
	for _, of := range unicode.CaseRanges {
		for c := rune(of.Lo); c <= rune(of.Hi); c++ {
			f.add(c)
		}
	}
	return &f
})

// add enters a letter and all that are equal to it.
func (f *foldings) add(c rune) {
	least := c
	for r := unicode.SimpleFold(c); r != c; r = unicode.SimpleFold(r) {
		least = min(least, r)
	}
	if least == c {
		return
	}
	if f[c>>8] == nil {
		f[c>>8] = &[256]rune{}
	}
	f[c>>8][c&0xff] = least
}

// least is the least of the letters that are equal to this one.
func (f *foldings) least(c rune) rune {
	if page := f[c>>8]; page != nil && page[c&0xff] != 0 {
		return page[c&0xff]
	}
	return c
}
