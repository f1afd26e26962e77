package approvals

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iiq-approvals/bot/internal/caseless"
)

// searchedAs are letters that have no accent to take off, and signs that a keyboard or an editor puts in the place of
// plain ones, with what they are searched as.
var searchedAs = strings.NewReplacer("đ", "d", "ł", "l", "ø", "o", "‘", "'", "’", "'", "‚", "'", "‛", "'", "“", `"`, "”", `"`, "„", `"`,
	"‟", `"`, "«", `"`, "»", `"`, "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-")

// Fold gives small letters without accents, so that words which people take for the same are equal. All searched texts
// are folded by it alone. Every stored text is stored with its foldingVersion.
func Fold(s string) string {
	s = caseless.Name(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		return s
	}
	// Marks of other scripts make other letters: й is no и.
	latin := false
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && latin {
			return -1
		}
		latin = unicode.Is(unicode.Latin, r)
		return r
	}, norm.NFD.String(s))
	return norm.NFC.String(searchedAs.Replace(s))
}

// FoldingVersion is raised by every change of Fold or of what an item's text is made of. Texts stored under another
// version count as missing.
const FoldingVersion = 2

// distinctWords gives each word of a text once, in the order of its first place, up to a number of bytes. A word is
// found in the result wherever it is found in the text, since words have no spaces.
func distinctWords(text string, most int) string {
	var out strings.Builder
	out.Grow(min(len(text), most))
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		if seen[word] {
			continue
		}
		seen[word] = true
		if out.Len()+1+len(word) > most {
			break
		}
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(word)
	}
	return out.String()
}
