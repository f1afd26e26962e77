package transport

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiq/wiretest"
)

func TestWhatAnAnswerTellsOfTheTrouble(t *testing.T) {
	t.Parallel()
	for _, a := range wiretest.Troubles() {
		if got := troubleIn(a.Status, []byte(a.Body)); got != a.Want {
			t.Errorf("%s: status %d: got %+v, want %+v", a.Name, a.Status, got, a.Want)
		}
	}
	long := troubleIn(500, []byte(strings.Repeat("é", 500)))
	if n := len([]rune(long.Sentence)); n != maxSentence {
		t.Errorf("a long sentence has %d characters, want %d", n, maxSentence)
	}
}
