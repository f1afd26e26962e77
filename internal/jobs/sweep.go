package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Sweep looks once a second, on every replica, for work that a dead or waiting worker has left undone, and inserts its
// jobs anew.
type Sweep struct {
	Store *store.Store
	Log   *slog.Logger
	// Marks are pulled in where they lie too far ahead.
	Marks []tx.Mark
	// PulledIn, which may be nil, is called with how many there were.
	PulledIn func(marks int)

	// replaced is true once other rules on sensitive content were found in force.
	replaced bool
}

const (
	sweepPause = time.Second
	// sweepRows bounds one run; the rest comes a second later.
	sweepRows = 500
	// releaseEach is how many runs go by between two releases of new cards. The round that found the cards releases them;
	// this covers rounds that died.
	releaseEach = 5
	// pullEach is how many runs go by between two looks for marks that are too far ahead.
	pullEach = 10
	// judgeRows is how many items one transaction judges anew, while clicks on them wait. judgeTurns bounds the
	// transactions of one run.
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
		if n%pullEach == 0 {
			err = errors.Join(err, s.pullIn(ctx))
		}
		if err != nil && ctx.Err() == nil && !failing {
			s.Log.Warn("cannot look for unfinished work; it is tried each second", "error", err)
		}
		failing = err != nil
	}
}

// once looks what is left undone and does it. Every step runs, even after an earlier one has failed.
func (s *Sweep) once(ctx context.Context, release bool) error {
	// What a database has in hand that has lost something is marked here, since it is not to be sent.
	left, err := s.Store.LookForLeft(ctx)
	failed := []error{err}
	s.lookAtRules(ctx)
	for _, step := range s.steps(left, release) {
		if _, err := step(ctx); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// steps are those that have something to do.
func (s *Sweep) steps(left store.LeftUndone, release bool) (steps []func(context.Context) (int, error)) {
	for _, k := range keptJobs() {
		if k.left(left) {
			steps = append(steps, func(ctx context.Context) (int, error) { return k.again(s.Store, ctx, sweepRows) })
		}
	}
	// What waits here is kept in memory.
	steps = append(steps, s.Store.WriteRefusals)
	if left.Unjudged {
		steps = append(steps, s.judge)
	}
	if left.Unlinked {
		steps = append(steps, func(ctx context.Context) (int, error) { return s.Store.ClearUnlinked(ctx, sweepRows) })
	}
	if left.Unreleased && release {
		steps = append(steps, s.Store.ReleaseCards)
	}
	return steps
}

// lookAtRules logs when others than the rules of this process begin to be in force, and when that ends.
func (s *Sweep) lookAtRules(ctx context.Context) {
	replaced := s.Store.RulesReplaced()
	if replaced == s.replaced {
		return
	}
	s.replaced = replaced
	if replaced {
		s.Log.ErrorContext(ctx, "other rules on sensitive content are in force than those of this process; it shows a notice of what they "+
			"have not judged yet: give all replicas the same file of SENSITIVITY_RULES and restart this one")
	} else {
		s.Log.InfoContext(ctx, "the rules on sensitive content of this process are in force again")
	}
}

func (s *Sweep) pullIn(ctx context.Context) error {
	if len(s.Marks) == 0 {
		return nil
	}
	n, err := s.Store.PullIn(ctx, s.Marks)
	if n > 0 && s.PulledIn != nil {
		s.PulledIn(n)
	}
	return err
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
