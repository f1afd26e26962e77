package ascii_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/ascii"
)

func TestWhatNeedsNoCare(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]struct{ printable, oneLine bool }{
		"":             {true, true},
		"Sam Okoye":    {true, true},
		"~!<&>":        {true, true},
		" Sam":         {true, false},
		"Sam ":         {true, false},
		"Sam  Okoye":   {true, false},
		" ":            {true, false},
		"Sam\tOkoye":   {false, false},
		"Sam\nOkoye":   {false, false},
		"Sam\x00":      {false, false},
		"Sam\x7f":      {false, false},
		"Zoë":          {false, false},
		"Sam\u00a0Lee": {false, false},
		"\xff":         {false, false},
	} {
		if got := ascii.Printable(s); got != want.printable {
			t.Errorf("printable %q: got %t, want %t", s, got, want.printable)
		}
		if got := ascii.OneLine(s); got != want.oneLine {
			t.Errorf("one line %q: got %t, want %t", s, got, want.oneLine)
		}
	}
}

// What is one line already is what cleaning would make of it.
func TestOneLineIsWhatCleaningMakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ab  \t\n\x00\u00a0ë"))).Draw(t, "text")
		plain := ascii.Printable(s)
		if want := !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }); plain != want {
			t.Fatalf("printable %q: got %t, want %t", s, plain, want)
		}
		if got, want := ascii.OneLine(s), plain && strings.Join(strings.Fields(s), " ") == s; got != want {
			t.Fatalf("one line %q: got %t, want %t", s, got, want)
		}
	})
}
