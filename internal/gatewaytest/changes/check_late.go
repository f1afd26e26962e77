package changes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

const (
	// usualChanges is how many changes are made where Target does not say.
	usualChanges = 200
	// latest is how late they are committed, and settled how many seconds the gateway allows for that.
	latest  = 600 * time.Millisecond
	settled = 3
	// mostPages bounds how many pages are read while changes are made, so that very many changes are not read most of the time.
	mostPages = 2500
)

// checkLate makes changes that are committed after later ones, and follows them meanwhile: with few items a page while they
// are made, and on until all are there.
func checkLate(ctx context.Context, t *gatewaytest.Target) error {
	return t.With(ctx, map[string]string{"settleSeconds": strconv.Itoa(settled)}, func() error {
		n := cmp.Or(t.Changes, usualChanges)
		f := feedOf(t).follow(max(5, min(n/40, 250)))
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range n {
			if err := changeLate(ctx, t, i%3 == 0, time.Duration(rng.Int64N(int64(latest)))); err != nil {
				return err
			}
			if every := max(4, n/mostPages); i%every == every-1 {
				if err := f.on(ctx); err != nil {
					return err
				}
			}
		}
		end, err := clockOf(ctx, t)
		if err != nil {
			return err
		}
		for now := end; now <= end+2*latest.Milliseconds(); {
			if err := f.on(ctx); err != nil {
				return err
			}
			if now, err = clockOf(ctx, t); err != nil {
				return err
			}
		}
		return f.catchesUp(ctx)
	})
}

// on reads one page, of this sweep or of the next.
func (f *follower) on(ctx context.Context) error {
	done, err := f.page(ctx)
	if done {
		f.sweep = nil
	}
	return err
}

// catchesUp ends the sweep, makes one more, and wants everything that is there to have come.
func (f *follower) catchesUp(ctx context.Context) error {
	rows, err := bareRows{f.t}.all(ctx)
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := f.finish(ctx); err != nil {
			return err
		}
	}
	return f.missed(rows)
}

// changeLate makes an item whose transaction is committed late, or changes a new one in such a transaction.
func changeLate(ctx context.Context, t *gatewaytest.Target, touch bool, late time.Duration) error {
	spec, err := t.Spec(ctx)
	if err != nil {
		return err
	}
	if !touch {
		_, err := gatewaytest.GatewayOf(t).AddLate(ctx, spec, late)
		return err
	}
	i, err := t.Fixtures.AddItem(ctx, spec)
	if err != nil {
		return err
	}
	return gatewaytest.GatewayOf(t).TouchLate(ctx, i.ID, late)
}

// checkSettledFixed makes one sweep last longer than changes take to settle. An item that is committed while it lasts lies
// before what it has read; a gateway that took the time anew with each page would take that for settled, and never tell it.
func checkSettledFixed(ctx context.Context, t *gatewaytest.Target) error {
	const seconds, late = 2, 1500 * time.Millisecond
	return t.With(ctx, map[string]string{"settleSeconds": strconv.Itoa(seconds)}, func() error {
		f := feedOf(t).follow(100)
		spec, err := t.Spec(ctx)
		if err != nil {
			return err
		}
		if _, err := f.finish(ctx); err != nil {
			return err
		}
		hidden, err := gatewaytest.GatewayOf(t).AddLate(ctx, spec, late)
		if err != nil {
			return err
		}
		if err := feedOf(t).after(ctx, hidden.Created); err != nil {
			return err
		}
		made, err := feedOf(t).someItems(ctx, 6)
		if err != nil {
			return err
		}
		f.limit = 2
		if err := errors.Join(f.until(ctx, made[0].ID), committed(ctx, t.Fixtures, hidden.ID),
			feedOf(t).after(ctx, made[5].Created+seconds*1000)); err != nil {
			return err
		}
		if err := f.catchesUp(ctx); err != nil {
			return fmt.Errorf("an item that was committed while a sweep lasted: %w", err)
		}
		return nil
	})
}

// checkTooLate commits an item after the changes that follow it have settled. No cursor can tell it then, and who compares
// the bare rows finds it.
func checkTooLate(ctx context.Context, t *gatewaytest.Target) error {
	return t.With(ctx, map[string]string{"settleSeconds": "1"}, func() error {
		spec, err := t.Spec(ctx)
		if err != nil {
			return err
		}
		late, err := gatewaytest.GatewayOf(t).AddLate(ctx, spec, 1500*time.Millisecond)
		if err != nil {
			return err
		}
		i, err := t.Item(ctx)
		if err != nil {
			return err
		}
		f := feedOf(t).follow(100)
		if err := feedOf(t).after(ctx, i.Created+1000); err != nil {
			return err
		}
		if _, err := f.finish(ctx); err != nil {
			return err
		}
		if err := committed(ctx, t.Fixtures, late.ID); err != nil {
			return err
		}
		row, there, err := bareRows{t}.of(ctx, late.ID)
		return errors.Join(err, gatewaytest.Same("a row of what was committed too late", there, true),
			gatewaytest.Same("its stamp", row.stamp, late.Created))
	})
}
