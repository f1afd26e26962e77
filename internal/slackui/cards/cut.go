package cards

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const ellipsis = "…"

// cutText shortens s to at most most characters, the ellipsis included, and never within a character as people see
// one. Characters outside the basic plane count twice, so that the limit holds for clients that count UTF-16 units,
// too.
func cutText(s string, most int) string {
	if textWidth(s) <= most {
		return s
	}
	if most < 1 {
		return ""
	}
	return strings.TrimRightFunc(s[:cutAt(s, most-1)], danglesAtTheEnd) + ellipsis
}

func danglesAtTheEnd(r rune) bool { return r == '\u200d' || unicode.IsSpace(r) }

// cutLines shortens s to at most lines lines and most characters.
func cutLines(s string, lines, most int) string {
	parts := strings.SplitN(s, "\n", lines+1)
	if len(parts) <= lines {
		return cutText(s, most)
	}
	head := strings.TrimRightFunc(strings.Join(parts[:lines], "\n"), unicode.IsSpace)
	if textWidth(head) > most-2 {
		return cutText(head, most)
	}
	return head + "\n" + ellipsis
}

// chunkText splits s into pieces of at most most characters, without losing any.
func chunkText(s string, most int) []string {
	var pieces []string
	for textWidth(s) > most {
		at := max(cutAt(s, most), len(firstRune(s)))
		pieces = append(pieces, s[:at])
		s = s[at:]
	}
	if s != "" {
		pieces = append(pieces, s)
	}
	return pieces
}

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// maxCluster is the longest character as people see one, in bytes; a family of four with skin tones has 41.
const maxCluster = 64

// cutAt finds the last place within most characters where s may be cut. An endless chain of joined signs is cut after
// the last rune that fits.
func cutAt(s string, most int) int {
	var c clusters
	width, safe, fits := 0, 0, 0
	for i, r := range s {
		if width > most {
			break
		}
		fits = i
		if c.boundary(r) {
			safe = i
		}
		width += runeWidth(r)
	}
	if safe == 0 || fits-safe > maxCluster {
		return fits
	}
	return safe
}

// clusters knows, rune by rune, where a new character begins; a small part of https://www.unicode.org/reports/tr29/.
type clusters struct {
	last  rune
	flags int
}

func (c *clusters) boundary(r rune) bool {
	last := c.last
	c.last = r
	if !isFlagLetter(r) {
		c.flags = 0
		return !extends(r) && last != '\u200d'
	}
	c.flags++
	return c.flags%2 == 1 && last != '\u200d'
}

func isFlagLetter(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// extends reports whether r belongs to the character before it: marks, joiners, skin tones, later parts of Hangul.
func extends(r rune) bool {
	skin := r >= 0x1F3FB && r <= 0x1F3FF
	hangul := r >= 0x1160 && r <= 0x11FF
	return skin || hangul || r == '\u200c' || r == '\u200d' || unicode.Is(unicode.M, r)
}
