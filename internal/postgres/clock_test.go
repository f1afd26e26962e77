package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/testlog"
)

type ownClock struct {
	mu  sync.Mutex
	now time.Time
}

func (o *ownClock) read() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *ownClock) move(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

type away struct{}

func (away) Scan(...any) error { return errors.New("away") }

func (away) QueryRow(context.Context, string, ...any) pgx.Row { return away{} }

// Whatever the process's clock says, the time is Postgres's, and goes on while Postgres is away.
func TestTheTimeIsPostgres(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	for name, off := range map[string]time.Duration{"ahead": 25 * time.Hour, "behind": -25 * time.Hour, "right": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said testlog.Book
			own := &ownClock{now: time.Now().Add(off)}
			c := postgres.NewClock(own.read, said.Logger())
			if got := c.Now(); !got.Equal(own.read()) {
				t.Errorf("before the first answer it is %s, want the process's own %s", got, own.read())
			}
			for range 2 {
				if err := c.Ask(t.Context(), pool); err != nil {
					t.Fatal(err)
				}
			}
			if apart := time.Since(c.Now()).Abs(); apart > time.Minute {
				t.Errorf("it is %s away from Postgres's time, want next to nothing", apart)
			}
			got, want := said.Count("the clocks of this process and of Postgres are apart"), map[bool]int{true: 0, false: 1}[off == 0]
			if got != want {
				t.Errorf("the log says %d times that the clocks are apart, want %d", got, want)
			}
			before := c.Now()
			own.move(time.Hour)
			if err := c.Ask(t.Context(), away{}); err == nil {
				t.Error("a Postgres that is away has answered, want an error")
			}
			if got := c.Now().Sub(before); got != time.Hour {
				t.Errorf("an hour later it is %s later, want an hour", got)
			}
		})
	}
}
