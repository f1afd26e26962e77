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
	// tooLate is how late they are committed where the gateway allows for less.
	tooLate = 2 * time.Second
	// mostPages bounds how many pages are read while changes are made, so that very many changes are not read most of the time.
	mostPages = 2500
)

// checkLate makes changes that are committed after later ones, and follows them meanwhile: with few items a page while they
// are made, and on until all are there.
func checkLate(ctx context.Context, t *gatewaytest.Target) error {
	return t.With(ctx, map[string]string{"settleSeconds": strconv.Itoa(settled)}, func() error {
		few := max(5, min(cmp.Or(t.Changes, usualChanges)/40, 250))
		f, _, err := followLate(ctx, t, latest, few)
		if err != nil {
			return err
		}
		rows, err := f.catchesUp(ctx)
		if err != nil {
			return err
		}
		return f.toldAll(rows)
	})
}

// followLate makes changes that are committed up to so much late, and follows them, with so many a page, until all are there. made are
// the items.
func followLate(ctx context.Context, t *gatewaytest.Target, late time.Duration, limit int) (
	f *follower, made []gatewaytest.Item, err error,
) {
	n := cmp.Or(t.Changes, usualChanges)
	f = feedOf(t).follow(limit)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		one, err := changeLate(ctx, t, i%3 == 0, time.Duration(rng.Int64N(int64(late))))
		if err != nil {
			return nil, nil, err
		}
		made = append(made, one)
		if every := max(4, n/mostPages); i%every == every-1 {
			if err := f.on(ctx); err != nil {
				return nil, nil, err
			}
		}
	}
	end, err := clockOf(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	return f, made, wait(ctx, "what was late is there", func() (bool, error) {
		if err := f.on(ctx); err != nil {
			return false, err
		}
		now, err := clockOf(ctx, t)
		return now > end+late.Milliseconds()+latest.Milliseconds(), err
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

// catchesUp ends the sweep and makes one more. rows are what was there before: all of it should have been told then.
func (f *follower) catchesUp(ctx context.Context) (rows []stateRow, err error) {
	if rows, err = (bareRows{f.t}).all(ctx); err != nil {
		return nil, err
	}
	for range 2 {
		if _, err := f.finish(ctx); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// changeLate makes an item whose transaction is committed late, or changes a new one in such a transaction.
func changeLate(ctx context.Context, t *gatewaytest.Target, touch bool, late time.Duration) (made gatewaytest.Item, err error) {
	spec, err := t.Spec(ctx)
	if err != nil {
		return made, err
	}
	if !touch {
		return gatewaytest.GatewayOf(t).AddLate(ctx, spec, late)
	}
	if made, err = t.Fixtures.AddItem(ctx, spec); err != nil {
		return made, err
	}
	return made, gatewaytest.GatewayOf(t).TouchLate(ctx, made.ID, late)
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
		rows, err := f.catchesUp(ctx)
		if err != nil {
			return err
		}
		if err := f.toldAll(rows); err != nil {
			return fmt.Errorf("an item that was committed while a sweep lasted: %w", err)
		}
		return nil
	})
}

// checkTooLate commits changes after those that follow them have settled. No cursor can tell all of them then, and who compares the
// bare rows finds each. How many the cursor missed is told to Target.Missed.
func checkTooLate(ctx context.Context, t *gatewaytest.Target) error {
	return t.With(ctx, map[string]string{"settleSeconds": "1"}, func() error {
		f, made, err := followLate(ctx, t, tooLate, 250)
		if err != nil {
			return err
		}
		rows, err := f.catchesUp(ctx)
		if err != nil {
			return err
		}
		there := map[string]int64{}
		for _, row := range rows {
			there[row.id] = row.stamp
		}
		for _, i := range made {
			if stamp, has := there[i.ID]; !has || stamp < i.Created {
				return fmt.Errorf("bare rows: got the item %s, made at %d, %t, with the stamp %d, want every item with its last change",
					i.ID, i.Created, has, stamp)
			}
		}
		if t.Missed != nil {
			t.Missed(len(f.missed(rows)), len(made))
		}
		return nil
	})
}
