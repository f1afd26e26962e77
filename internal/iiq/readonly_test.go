package iiq

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// A client that only reads sends no request that could write, whoever makes it.
func TestReadOnlySendsNothingThatWrites(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPut, http.MethodPost} {
		var told []string
		c, f := clientOf(t, says(200, "<WorkItem/>"), func(cfg *Config) {
			cfg.ReadOnly, cfg.ActionMethod = true, method
			cfg.Refused = func(endpoint string) { told = append(told, endpoint) }
		})
		_, err := c.Decide(t.Context(), write("Finished"))
		if !errors.Is(err, ErrReadOnly) || !errors.Is(err, approvals.ErrIIQAway) || errors.Is(err, approvals.ErrOutcomeUnknown) {
			t.Errorf("%s: %v; it has to be known that nothing was sent", method, err)
		}
		if n := len(f.seen()); n != 0 {
			t.Errorf("%s: %d requests arrived, want 0", method, n)
		}
		if want := []string{method + " object/WorkItem/{id}"}; !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", method, told, want)
		}
	}
}

// What reads goes on as it was.
func TestReadOnlyReads(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, "pong"), func(cfg *Config) { cfg.ReadOnly = true })
	if err := c.Ping(t.Context()); err != nil || len(f.seen()) != 1 {
		t.Errorf("%v, %d requests, want 1", err, len(f.seen()))
	}
}
