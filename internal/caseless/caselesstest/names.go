// Package caselesstest makes names, and the casings under which each has to be found.
package caselesstest

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// letters are those that foldings differ on, among plain ones: Turkish i, sharp s, ligatures, final sigma, digraphs,
// Cherokee, Georgian, letters beyond the first 65,536, and marks, which follow a letter.
const letters = "abkiszIKSZéÉçñøßẞıİſKÅÅşŞğŁżőûžŽďθϑϴβϐσςΣΐάΈώЖйёЁіїЂДžǆǅǄŉǰﬁﬂﬅաևՖაႠ" +
	"ᎠᏓꭰꮃᏸꙀⰀⱞ𐐀𐐨𑢠𑣀李明محمدשלוםदेवไทย한글"

var marks = []string{"\u0301", "\u0308", "\u0327", "\u0323", "\u030c", "\u0307"}

// Names draws names of one to twelve letters, some of them with marks, as one character or as several.
func Names() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var name strings.Builder
		for range rapid.IntRange(1, 12).Draw(t, "letters") {
			name.WriteRune(rapid.SampledFrom([]rune(letters)).Draw(t, "letter"))
			if rapid.IntRange(0, 5).Draw(t, "marked") == 0 {
				name.WriteString(rapid.SampledFrom(marks).Draw(t, "mark"))
			}
			if rapid.IntRange(0, 9).Draw(t, "parted") == 0 {
				name.WriteByte('.')
			}
		}
		return rapid.SampledFrom([]norm.Form{norm.NFC, norm.NFD}).Draw(t, "form").String(name.String())
	})
}

// Casings gives a name as each mapping of case makes it: letter by letter as Go does, and whole as Unicode does, by
// itself and by the rules of Turkish.
func Casings(name string) map[string]string {
	return map[string]string{
		"written":          name,
		"upper by letters": strings.ToUpper(name),
		"lower by letters": strings.ToLower(name),
		"title by letters": strings.ToTitle(name),
		"upper":            cases.Upper(language.Und).String(name),
		"lower":            cases.Lower(language.Und).String(name),
		"title":            cases.Title(language.Und).String(name),
		"upper in Turkish": cases.Upper(language.Turkish).String(name),
		"lower in Turkish": cases.Lower(language.Turkish).String(name),
		"lower of upper":   strings.ToLower(cases.Upper(language.Und).String(name)),
	}
}
