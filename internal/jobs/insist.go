package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// insistFor is shorter than the leases that guard the notes.
	insistFor   = 15 * time.Second
	insistPause = 250 * time.Millisecond
)

// insist repeats a note about something that has happened outside until Postgres takes it. Without the note, the claim
// would have to run out before anybody continues. Notes are fenced by their attempt, so a note whose answer was lost
// may be repeated. insist stops when ctx ends.
func insist(ctx context.Context, note func(context.Context) error) error {
	until := time.Now().Add(insistFor)
	for {
		err := noteOnce(ctx, note)
		if err == nil || errors.Is(err, approvals.ErrClaimLost) || errors.Is(err, approvals.ErrLost) || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(insistPause):
		}
	}
}

// noteOnce gives the note a short time of its own, even where ctx has just ended.
func noteOnce(ctx context.Context, note func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	return note(ctx)
}
