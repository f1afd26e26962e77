package approvals

import (
	"strings"
	"sync"
	"unicode"
)

// The letters with accents, and the letters that they are searched as.
const (
	foldFrom = "àáâãäåāăąçćčďđèéêëēęěìíîïīķłľļñńňòóôõöøőŕřśšşșťțùúûüūůűýÿźžż"
	foldTo   = "aaaaaaaaacccddeeeeeeeiiiiiklllnnnooooooorrssssttuuuuuuuyyzzz"
)

// foldTable is made once and never changes.
var foldTable = sync.OnceValue(func() map[rune]rune {
	to := []rune(foldTo)
	table := make(map[rune]rune, len(to))
	for i, r := range []rune(foldFrom) {
		table[r] = to[i]
	}
	return table
})

// Fold gives small letters without accents, so that words which people take for the same are equal. All searched texts
// are folded by it alone. Every stored text is stored with its foldingVersion.
func Fold(s string) string {
	table := foldTable()
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if r < 0x80 {
			return r
		}
		if plain, ok := table[r]; ok {
			return plain
		}
		return r
	}, s)
}

// FoldingVersion is raised by every change of Fold or of what an item's text is made of. Texts stored under another
// version count as missing.
const FoldingVersion = 1

// distinctWords gives each word of a text once, in the order of its first place, up to a number of bytes. A word is
// found in the result wherever it is found in the text, since words have no spaces.
func distinctWords(text string, most int) string {
	var out strings.Builder
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
