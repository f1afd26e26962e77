package grammar_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 9999: "9999", 10000: "10.000", 1234567: "1.234.567"} {
		if got := grammar.Digits(n, "."); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
