package shorten_test

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/shorten"
)

func TestTo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		most    int
		s, want string
	}{
		{5, "", ""}, {5, "abcde", "abcde"}, {5, "abcdef", "abcd…"}, {1, "ab", "…"}, {5, "äöüßé", "äöüßé"}, {5, "äöüßéà", "äöüß…"},
	} {
		if got := shorten.To(tt.most, tt.s); got != tt.want {
			t.Errorf("To(%d, %q): got %q, want %q", tt.most, tt.s, got, tt.want)
		}
	}
}

func TestWhatIsCutFitsAndIsABeginning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, most := rapid.String().Draw(t, "text"), rapid.IntRange(1, 30).Draw(t, "most")
		got := shorten.To(most, s)
		whole := utf8.RuneCountInString(s) <= most
		if whole && got != s {
			t.Errorf("got %q of a text that fits, want %q", got, s)
		}
		if want := string([]rune(s)[:max(0, min(most-1, utf8.RuneCountInString(s)))]) + "…"; !whole && got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
