package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// attempt is one try of a worker at something that a row keeps. C is the claim on that row. With it a worker says what is its own;
// the order of the steps, and what a lost claim means, are the same for all.
type attempt[C any] struct {
	// claim takes the row. approvals.ErrClaimLost: it is done, or another worker has it.
	claim func(context.Context) (C, error)
	// claimed, which may be nil, is called once the row is this worker's.
	claimed func()
	// within, where it is not 0, ends the attempt before its claim runs out.
	within time.Duration
	// act does the work.
	act func(context.Context, C) outcome
	// ended, which may be nil, is called with the name of the outcome.
	ended func(name string)
}

// outcome is how an attempt went.
type outcome struct {
	// name is for traces and metrics; "" is told to neither.
	name string
	// note, which may be nil, stores the outcome. It is repeated until Postgres takes it.
	note func(context.Context) error
	// err goes to River, which repeats jobs of the kinds that it may repeat.
	err error
}

// run makes the attempt. A worker that has lost its claim, before or meanwhile, has nothing to report: another one goes on.
func (a attempt[C]) run(ctx context.Context) error {
	c, err := a.claim(ctx)
	if err != nil {
		return unlessLost(err)
	}
	if a.claimed != nil {
		a.claimed()
	}
	if a.within > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.within)
		defer cancel()
	}
	o := a.act(ctx, c)
	if o.note != nil {
		if err := insist(ctx, o.note); err != nil {
			// What River would do about the outcome is of no use while no row tells of it.
			o.err = err
		}
	}
	if o.name != "" {
		tracing.Current(ctx).Set(tracing.Outcome, o.name)
		if a.ended != nil {
			a.ended(o.name)
		}
	}
	return unlessLost(o.err)
}

func unlessLost(err error) error {
	if errors.Is(err, approvals.ErrClaimLost) {
		return nil
	}
	return err
}
