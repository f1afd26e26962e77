package iiq

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

const (
	// deniedFor is how long SCIM's catalogue is left alone after it refused the account, or is not there.
	deniedFor = time.Hour
	// failedFor is the same after every other failure, so that cards do not wait for a SCIM that hangs one after the other.
	failedFor = time.Minute
)

// catalogueRest remembers, in this process, that SCIM's catalogue is not asked for a while.
type catalogueRest struct {
	mu    sync.Mutex // guards what follows
	until time.Time
	// dropped is how many tokens had been dropped when the rest began. A refusal may have been about a token that was no longer good,
	// which the next call of the plugin finds out.
	dropped int64
}

// now reports whether the catalogue rests.
func (r *catalogueRest) now(at time.Time, dropped int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return at.Before(r.until) && dropped == r.dropped
}

func (r *catalogueRest) begin(until time.Time, dropped int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until, r.dropped = until, dropped
}

// restAfter leaves SCIM's catalogue alone after a failure, and logs it. It does nothing after one of our own: a caller that left, a
// key that SCIM cannot be asked for.
func (c *catalogueClient) restAfter(ctx context.Context, err error) {
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrBadArgument) {
		return
	}
	pause, level, words := failedFor, slog.LevelInfo, "IdentityIQ's catalogue cannot be read by SCIM now"
	switch {
	case errors.Is(err, transport.ErrDenied):
		pause, level = deniedFor, slog.LevelWarn
		words = "IdentityIQ's SCIM does not let the account read its catalogue: give it the capability SCIMExecutor"
	case transport.NotThere(err):
		pause, level = deniedFor, slog.LevelWarn
		words = "IdentityIQ's SCIM has no catalogue: it comes with IdentityIQ 7.1"
	}
	c.rest.begin(c.clock().Add(pause), c.calls.TokensDropped())
	c.log.Log(ctx, level, words, "again_in", pause.String(), "error", err)
}
