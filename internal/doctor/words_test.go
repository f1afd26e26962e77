package doctor

import (
	"errors"
	"fmt"
	"testing"
)

// pgx tries with TLS and without, and tells of both.
func TestWhatWasTriedTwiceIsToldOnce(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("ping: %w", errors.New("\n\th:1: connection refused\n\th:1: connection refused\n\th:2: time-out"))
	if got := lastWords(err); got != "h:1: connection refused; h:2: time-out" {
		t.Errorf(`got %q, want "h:1: connection refused; h:2: time-out"`, got)
	}
}
