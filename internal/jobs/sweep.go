package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/store"
)

// Sweep looks once a second, on every replica, for what is left undone by whoever died or had to wait, and inserts its
// jobs anew.
type Sweep struct {
	Store *store.Store
	Log   *slog.Logger
}

const (
	sweepPause = time.Second
	// sweepRows bounds one look: what is beyond comes a second later.
	sweepRows = 500
	// releaseEach: new cards are released by the round that found them; this is for rounds that died.
	releaseEach = 5
	// judgeRows are judged anew in one transaction, for which clicks on them wait; judgeTurns bounds one look.
	judgeRows  = 50
	judgeTurns = 10
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

// once takes every step, whatever became of those before it.
func (s *Sweep) once(ctx context.Context, release bool) error {
	steps := []func(context.Context) (int, error){
		func(ctx context.Context) (int, error) { return s.Store.SubmitWaiting(ctx, sweepRows) },
		func(ctx context.Context) (int, error) { return s.Store.ShowBehind(ctx, sweepRows) },
		func(ctx context.Context) (int, error) { return s.Store.TellWaiting(ctx, sweepRows) },
		s.Store.WriteRefusals, s.judge,
	}
	if release {
		steps = append(steps, s.Store.ReleaseCards)
	}
	var failed []error
	for _, step := range steps {
		if _, err := step(ctx); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// judge judges open items anew that older rules have judged.
func (s *Sweep) judge(ctx context.Context) (all int, err error) {
	for range judgeTurns {
		n, err := s.Store.JudgeAnew(ctx, judgeRows)
		if all += n; err != nil || n < judgeRows {
			return all, err
		}
	}
	return all, nil
}
