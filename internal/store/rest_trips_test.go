package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// What each replica asks again and again, also at rest, is one trip to Postgres.
func TestWhatIsAskedAgainAndAgainIsOneTrip(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.EnsureRounds(t.Context(), []string{"poll"}))
	c := o.countedReplica("sam")
	seat := uuid.New()
	for _, tc := range []struct {
		what  string
		do    func() error
		bound dbtest.Traffic
	}{
		{"what is left undone, or lost", func() error { _, err := c.LookForLeft(t.Context()); return err },
			dbtest.Traffic{Trips: 1, Statements: 2}},
		{"rounds that are due", func() error { _, _, err := c.ClaimRounds(t.Context(), []string{"poll"}, time.Minute); return err },
			dbtest.Traffic{Trips: 1, Statements: 1}},
		{"marks that are too far ahead", func() error { _, err := c.PullIn(t.Context(), tx.Marks(time.Minute)); return err },
			dbtest.Traffic{Trips: 1, Statements: 1}},
		{"a seat", func() error {
			if _, err := c.ClaimSeat(t.Context(), seat, time.Minute); err != nil {
				return err
			}
			c.wire.Taken()
			_, err := c.RenewSeat(t.Context(), seat, time.Minute)
			return err
		}, dbtest.Traffic{Trips: 1, Statements: 1}},
	} {
		// On a connection that asks for the first time each statement is described.
		for range 2 {
			c.wire.Taken()
			o.must(tc.do())
		}
		if cost := c.wire.Taken(); cost.Trips > tc.bound.Trips || cost.Statements > tc.bound.Statements {
			t.Errorf("%s: got %v, want %v at most", tc.what, cost, tc.bound)
		}
	}
}

// A look that finds a server which takes no writes says so, and says of each kind that there may be something.
func TestALookAtAServerThatTakesNoWrites(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	if left, err := o.LookForLeft(t.Context()); err != nil || left != (store.LeftUndone{}) {
		t.Errorf("got %+v, %v, want nothing left", left, err)
	}
	pool, _ := dbtest.Counted(t, o.pool, 1)
	_, err := pool.Exec(t.Context(), `SET default_transaction_read_only = on`)
	o.must(err)
	left, err := o.WithPool(pool).LookForLeft(t.Context())
	if !errors.Is(err, postgres.ErrReadOnly) || left == (store.LeftUndone{}) {
		t.Errorf("got %+v, %v, want %v, and that there may be something", left, err, postgres.ErrReadOnly)
	}
}
