package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	for method, perMinute := range map[string]float64{
		"chat.postMessage": 600, "users.list": 20, "chat.update": 50, "users.lookupByEmail": 50, "views.open": 100,
		"users.info": 100,
	} {
		l, limited, err := limitOf(method)
		if err != nil || !limited || l.perMinute != perMinute || l.burst != perMinute {
			t.Errorf("limitOf(%q) = %+v, %t, %v; want %v a minute", method, l, limited, err, perMinute)
		}
		if spent := l.capacity() + l.perSecond()*l.late.Seconds(); spent > l.burst {
			t.Errorf("%q: %v may reach Slack at once, its burst is %v, want at most %v", method, spent, l.burst, l.burst)
		}
		if l.capacity() < l.reserve()+l.portion {
			t.Errorf("%q: capacity %v is too small for bulk work", method, l.capacity())
		}
	}
	if c := channelLimit(); c.capacity() < c.reserve()+1 || c.capacity()+c.perSecond()*c.late.Seconds() > 3 {
		t.Errorf("channel limit %+v, want room for the reserve and one more, and at most three a second", c)
	}
}

func TestBulkLeavesATenthToThoseWhoWait(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	for _, tt := range []struct {
		name              string
		bulk, interactive int
	}{
		{"chat.postMessage", 515, 60},
		{"chat.update", 42, 5},
		{"users.list", 17, 2},
		{"views.publish", 85, 10},
		{Post("D1"), 1, 1},
	} {
		if got := drain(t, b, tt.name, false); got != tt.bulk {
			t.Errorf("%s: bulk took %d, want %d", tt.name, got, tt.bulk)
		}
		if got := drain(t, b, tt.name, true); got != tt.interactive {
			t.Errorf("%s: interactive took %d after bulk, want %d", tt.name, got, tt.interactive)
		}
		w.forget()
		w.pass(2 * time.Second)
	}
}

func TestUnknownMethod(t *testing.T) {
	t.Parallel()
	b := newEnv(t).replica(Config{On: true})
	if _, err := b.TryTake(t.Context(), "chat.shout", true); !errors.Is(err, ErrNoLimitKnown) {
		t.Errorf("TryTake: %v, want %v", err, ErrNoLimitKnown)
	}
	if err := b.Rest(t.Context(), "chat.shout", time.Second); !errors.Is(err, ErrNoLimitKnown) {
		t.Errorf("Rest: %v, want %v", err, ErrNoLimitKnown)
	}
}

func TestWhatSlackDoesNotCount(t *testing.T) {
	t.Parallel()
	b := newEnv(t).replica(Config{On: true})
	for range 2000 {
		if wait := mustTake(t, b, "auth.test", false); wait != 0 {
			t.Fatalf("auth.test waits %s, want 0", wait)
		}
	}
}

func TestChannelIsPaced(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	one, two := w.replica(Config{On: true}), w.replica(Config{On: true})
	for i := range 2 {
		if wait := mustTake(t, one, Post("D1"), true); wait != 0 {
			t.Fatalf("message %d waits %s, want 0", i, wait)
		}
	}
	wait := mustTake(t, two, Post("D1"), true)
	if wait != 500*time.Millisecond {
		t.Errorf("the third waits %s on another replica, want 500ms", wait)
	}
	if wait := mustTake(t, two, Post("D2"), true); wait != 0 {
		t.Errorf("another channel waits %s, want 0", wait)
	}
	w.pass(wait)
	if wait := mustTake(t, one, Post("D1"), true); wait != 0 {
		t.Errorf("still waits %s, want 0", wait)
	}
	if wait := mustTake(t, two, Post("D1"), true); wait != time.Second {
		t.Errorf("the fourth waits %s, want 1s", wait)
	}
}

// A call that its channel does not let go out costs the method nothing.
func TestTokenOfABusyChannelFlowsBack(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	drain(t, b, Post("D1"), true)
	for range 700 {
		if mustTake(t, b, Post("D1"), true) == 0 {
			t.Fatal("D1 has no tokens to give")
		}
	}
	if got := drain(t, b, PostMessage, true); got != 573 {
		t.Errorf("%d messages left after two were sent, want 573", got)
	}
}

func TestUnusedPortionFlowsBack(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	one, two := w.replica(Config{On: true}), w.replica(Config{On: true})
	if wait := mustTake(t, one, PostMessage, false); wait != 0 {
		t.Fatalf("waits %s, want 0", wait)
	}
	if got := drain(t, two, PostMessage, true); got != 570 {
		t.Fatalf("%d left while five are in hand elsewhere, want 570", got)
	}
	w.pass(portionLife)
	// Half a second brings five; the four in hand are too old and flow back.
	if got := drain(t, one, PostMessage, true); got != 9 {
		t.Errorf("%d after the portion ended, want 9", got)
	}
}

func TestManyAtOnceNeverTakeMoreThanThereIs(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	var granted atomic.Int64
	var wg sync.WaitGroup
	for range 3 {
		b := w.replica(Config{On: true})
		for i := range 6 {
			wg.Go(func() {
				for range 40 {
					wait, err := b.TryTake(context.Background(), "chat.update", i%3 == 0)
					if err != nil {
						t.Errorf("TryTake: %v", err)
					} else if wait == 0 {
						granted.Add(1)
					}
				}
			})
		}
	}
	wg.Wait()
	l, _, _ := limitOf("chat.update")
	if got := float64(granted.Load()); got > l.capacity() || got < l.capacity()-l.reserve() {
		t.Errorf("granted %v of %v, want at least %v", got, l.capacity(), l.capacity()-l.reserve())
	}
}

func TestIdleChannelsAreSwept(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	for i := range sweepEvery - 2 {
		mustTake(t, b, Post(fmt.Sprintf("D%d", i)), true)
	}
	w.pass(idle + time.Second)
	mustTake(t, b, Post("Dlast"), true)
	var left []string
	rows, err := w.pool.Query(t.Context(), "SELECT method FROM slack_budgets ORDER BY method")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var m string
		if err := rows.Scan(&m); err != nil {
			t.Fatal(err)
		}
		left = append(left, m)
	}
	if want := []string{PostMessage, Post("Dlast")}; len(left) != 2 || left[0] != want[0] || left[1] != want[1] {
		t.Errorf("left: %v, want %v", left, want)
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	drain(t, b, "users.list", true)
	began := w.now()
	if err := b.Wait(t.Context(), "users.list", true); err != nil {
		t.Fatal(err)
	}
	if took := w.now().Sub(began); took < 2*time.Second || took > 4*time.Second {
		t.Errorf("waited %s for a token that comes each 3s, want took at least %v and took at most %v",
			took, 2*time.Second, 4*time.Second)
	}
	b.nap = nap
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	drain(t, b, "users.list", true)
	if err := b.Wait(ctx, "users.list", true); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Wait = %v, want the deadline", err)
	}
}

func TestPostgresAway(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	w.pool.Close()
	for _, name := range []string{"chat.update", Post("DSECRET")} {
		if _, err := b.TryTake(t.Context(), name, true); err == nil {
			t.Errorf("%s: no error without a database", name)
		}
	}
}

// Many connections at once, by Postgres's own clock.
func TestByTheRealClock(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	began := time.Now()
	var granted atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		b := NewBudget(pool, Config{On: true}, slog.New(slog.DiscardHandler))
		for range 4 {
			wg.Go(func() {
				for range 30 {
					wait, err := b.TryTake(context.Background(), "views.open", true)
					if err != nil {
						t.Errorf("TryTake: %v", err)
					} else if wait == 0 {
						granted.Add(1)
					}
				}
			})
		}
	}
	wg.Wait()
	l, _, _ := limitOf("views.open")
	most := l.capacity() + l.perSecond()*time.Since(began).Seconds()
	if got := float64(granted.Load()); got > most || got < l.capacity()-1 {
		t.Errorf("granted %v, want about %v and at most %v", got, l.capacity(), most)
	}
}
