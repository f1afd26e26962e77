package cards

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

const ellipsis = "…"

// cutText shortens s to at most most characters, the ellipsis included, and never within a character as people see
// one. Characters outside the basic plane count twice, so that the limit holds for clients that count UTF-16 units,
// too.
func cutText(s string, most int) string {
	if fits(s, most) {
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
	if strings.Count(s, "\n") < lines {
		return cutText(s, most)
	}
	parts := strings.SplitN(s, "\n", lines+1)
	head := strings.TrimRightFunc(strings.Join(parts[:lines], "\n"), unicode.IsSpace)
	if !fits(head, most-2) {
		return cutText(head, most)
	}
	return head + "\n" + ellipsis
}

// chunkText splits s into pieces of at most most characters, without losing any.
func chunkText(s string, most int) []string {
	var pieces []string
	for !fits(s, most) {
		at := max(cutAt(s, most), len(firstRune(s)))
		pieces = append(pieces, s[:at])
		s = s[at:]
	}
	if s != "" {
		pieces = append(pieces, s)
	}
	return pieces
}

// fits reports whether s has at most most characters. No character is wider than its bytes are many.
func fits(s string, most int) bool { return len(s) <= most || textWidth(s) <= most }

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

// cutAt finds the last place within most characters where s, which is longer, may be cut. An endless chain of joined signs is
// cut after the last rune that fits.
func cutAt(s string, most int) int {
	width, safe, rest, state := 0, 0, s, -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if width+textWidth(cluster) > most {
			return cutWithin(cluster, safe, most-width)
		}
		width += textWidth(cluster)
		safe += len(cluster)
	}
	return safe
}

// cutWithin gives safe, where the character begins that does not fit into what is left, or a place within it where it is the first
// or is no real character.
func cutWithin(cluster string, safe, left int) int {
	fits := 0
	for i, r := range cluster {
		if left < 0 {
			break
		}
		fits = i
		left -= runeWidth(r)
	}
	if safe == 0 || fits > maxCluster {
		return safe + fits
	}
	return safe
}
