package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// insistFor is shorter than the leases under which notes are taken.
	insistFor   = 15 * time.Second
	insistPause = 250 * time.Millisecond
)

// insist repeats a note of what has happened outside while Postgres does not take it: without the note a claim would have
// to run out before anybody goes on. Notes are fenced by their attempt, so one that was taken unheard harms nothing. When
// ctx ends it tries no more.
func insist(ctx context.Context, note func(context.Context) error) error {
	until := time.Now().Add(insistFor)
	for {
		err := noteOnce(ctx, note)
		if err == nil || errors.Is(err, approvals.ErrClaimLost) || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(insistPause):
		}
	}
}

// noteOnce gives the note a moment of its own, also where ctx has just ended.
func noteOnce(ctx context.Context, note func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	return note(ctx)
}
