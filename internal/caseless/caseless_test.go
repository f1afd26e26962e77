package caseless_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/caseless/caselesstest"
)

func TestNamesThatDifferInCaseAlone(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Émile.Roux", "émile.roux", "ÉMILE.ROUX", "E\u0301mile.Roux"},
		{"Işık", "IŞIK", "ışık", "işik", "İŞİK"},
		{"İpek", "ipek", "IPEK", "i\u0307pek"},
		{"Groß", "GROSS", "gross", "GROẞ"},
		{"Νίκος", "ΝΊΚΟΣ", "νίκοσ"},
		{"Ꭰꮃ", "ꭰꮃ", "ᎠᎳ"},
		{"ﬁn", "FIN", "fin"},
		{"ᾳ", "ΑΙ", "αι", "ᾼ"},
		{"ǅemal", "Ǆemal", "ǆEMAL"},
		{"Ünal", "u\u0308nal", "ÜNAL"},
	} {
		for _, s := range same {
			if got, want := caseless.Name(s), caseless.Name(same[0]); got != want {
				t.Errorf("%q: got %q, want %q as for %q", s, got, want, same[0])
			}
		}
	}
	for _, other := range [][2]string{{"Emile", "Émile"}, {"Müller", "Mueller"}, {"Ana", "Anna"}, {"и", "й"}, {"", " "}} {
		if caseless.Same(other[0], other[1]) {
			t.Errorf("got %q for %q as well as for %q, want two forms", caseless.Name(other[0]), other[0], other[1])
		}
	}
}

// Whatever mapping of Unicode or of a language changes the case, the form stays.
func TestNameUnderAnyCasing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := caselesstest.Names().Draw(t, "name")
		want := caseless.Name(name)
		if again := caseless.Name(want); again != want {
			t.Errorf("%q: got %q for its own form %q", name, again, want)
		}
		for how, other := range caselesstest.Casings(name) {
			if got := caseless.Name(other); got != want {
				t.Errorf("%q as %s, %q: got %q, want %q", name, how, other, got, want)
			}
		}
	})
}

// An address is the same under any casing that keeps letters outside ASCII there, and under no other.
func TestAddressUnderAnyCasing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		address := caselesstest.Names().Draw(t, "name") + "@ex.com"
		want := caseless.Address(address)
		if again := caseless.Address(want); again != want {
			t.Errorf("%q: got %q for its own form %q", address, again, want)
		}
		for i, r := range []rune(address) {
			for _, other := range []rune{unicode.ToUpper(r), unicode.ToLower(r), unicode.ToTitle(r)} {
				letters := []rune(address)
				letters[i] = other
				same := caseless.SameAddress(string(letters), address)
				if alike := (r < utf8.RuneSelf) == (other < utf8.RuneSelf); same != (alike || r == other) {
					t.Errorf("%q for %q: got the same address %v, want %v", string(letters), address, same, alike)
				}
			}
		}
	})
}

func TestLookAlikesAreOtherAddresses(t *testing.T) {
	t.Parallel()
	for _, other := range [][2]string{
		{"mike@ex.com", "m\u0131ke@ex.com"}, {"kim@ex.com", "\u212Aim@ex.com"}, {"sam@ex.com", "\u017Fam@ex.com"},
		{"ina@ex.com", "\u0130na@ex.com"}, {"ina@ex.com", "i\u0307na@ex.com"}, {"gross@ex.com", "groß@ex.com"}, {"fin@ex.com", "ﬁn@ex.com"},
	} {
		if caseless.SameAddress(other[0], other[1]) {
			t.Errorf("got %q for %q as well as for %q, want two forms", caseless.Address(other[0]), other[0], other[1])
		}
	}
	for _, s := range []string{"Sam@Ex.Com", " sam@ex.com ", "SAM@EX.COM"} {
		if got := caseless.Address(s); got != "sam@ex.com" {
			t.Errorf("%q: got %q, want %q", s, got, "sam@ex.com")
		}
	}
}

// What is stored folded was folded by the function of its time. When this fails, a step has to empty the columns
// folded_of, so that all rows are folded again, and then the sum here is the new one. Only blocks that are full count, since a
// new version of Unicode adds letters elsewhere and changes none.
func TestWhatIsStoredStays(t *testing.T) {
	t.Parallel()
	h := sha256.New()
	for _, block := range [][2]rune{{0, 0x24F}, {0x386, 0x3FF}, {0x400, 0x52F}, {0x10A0, 0x10C5}, {0x13A0, 0x13F5}, {0x1E00, 0x1EFF},
		{0xAB70, 0xABBF}, {0xFB00, 0xFB06}, {0x10400, 0x1044F}} {
		for r := block[0]; r <= block[1]; r++ {
			h.Write([]byte(caseless.Name("x"+string(r)) + "\n" + caseless.Address(string(r)) + "\n"))
		}
	}
	const want = "be2a45e5fe7aa1d1"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("got the sum %s of all folded letters, want %s", got, want)
	}
}
