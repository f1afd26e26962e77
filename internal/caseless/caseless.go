package caseless

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// dotAbove is the dot that a small i gets where İ is made small.
const dotAbove = '\u0307'

// Name gives one form for all texts that differ in case alone, however they came to: by the simple mappings of
// Unicode, by the full ones (ß and SS), or by those of Turkish (i, İ, ı and I are one letter). Accents count, but not
// whether they stand in one character with their letter. Name of a name is the name again.
//
// What is stored folded relies on Name staying as it is: TestWhatIsStoredStays. A change needs a step that empties the
// columns folded_of.
func Name(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	s = cases.Fold().String(norm.NFD.String(strings.ToValidUTF8(s, string(utf8.RuneError))))
	var out strings.Builder
	afterI := false
	for _, r := range s {
		if r == dotAbove && afterI {
			continue
		}
		// The full folding leaves some scripts as they are, and ı, whose capital is I.
		r = unicode.ToLower(unicode.ToUpper(r))
		afterI = r == 'i' || afterI && unicode.Is(unicode.Mn, r)
		out.WriteRune(r)
	}
	return norm.NFC.String(out.String())
}

// Same reports whether two names differ in case alone.
func Same(a, b string) bool { return a == b || Name(a) == Name(b) }

// Address is for e-mail addresses, by which a person is matched: letter by letter, and no letter outside ASCII becomes
// one of ASCII (the Kelvin sign is no k, and ı no i), since a look-alike would match otherwise. White space around it
// does not count.
func Address(s string) string {
	return strings.Map(func(r rune) rune {
		small := unicode.ToLower(unicode.ToUpper(r))
		if r < utf8.RuneSelf || small >= utf8.RuneSelf {
			return small
		}
		if small = unicode.ToLower(r); small >= utf8.RuneSelf {
			return small
		}
		return r
	}, strings.TrimSpace(s))
}

// SameAddress reports whether two addresses differ in case alone.
func SameAddress(a, b string) bool { return Address(a) == Address(b) }

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}
