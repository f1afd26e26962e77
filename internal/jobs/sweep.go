package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Sweep looks once a second, on every replica, for what is left undone by whoever died or had to wait, and inserts its
// jobs anew.
type Sweep struct {
	Desk *approvals.Desk
	Log  *slog.Logger
}

const (
	sweepPause = time.Second
	// sweepRows bounds one look: what is beyond comes a second later.
	sweepRows = 500
	// releaseEach: new cards are released by the round that found them; this is for rounds that died.
	releaseEach = 5
)

// Run sweeps until ctx ends.
func (s *Sweep) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepPause)
	defer tick.Stop()
	failing := false
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := s.once(ctx, n%releaseEach == 0)
		if err != nil && ctx.Err() == nil && !failing {
			s.Log.Warn("cannot look for unfinished work; it is tried each second", "error", err)
		}
		failing = err != nil
	}
}

func (s *Sweep) once(ctx context.Context, release bool) error {
	if _, err := s.Desk.SubmitWaiting(ctx, sweepRows); err != nil {
		return err
	}
	if _, err := s.Desk.JudgeAnew(ctx, sweepRows); err != nil {
		return err
	}
	if _, err := s.Desk.ShowBehind(ctx, sweepRows); err != nil {
		return err
	}
	if _, err := s.Desk.TellWaiting(ctx, sweepRows); err != nil {
		return err
	}
	if _, err := s.Desk.WriteRefusals(ctx); err != nil {
		return err
	}
	if !release {
		return nil
	}
	_, err := s.Desk.ReleaseCards(ctx)
	return err
}
