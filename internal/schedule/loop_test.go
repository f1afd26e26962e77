package schedule_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func TestLoopRunsDueRoundsAgainAndAgain(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	var often, seldom, soon atomic.Int64
	count := func(n *atomic.Int64) func(context.Context, schedule.Lease) error {
		return func(context.Context, schedule.Lease) error { n.Add(1); return nil }
	}
	r := start(t, pool, schedule.Round{Name: "often", Every: time.Millisecond, Run: count(&often)},
		schedule.Round{Name: "seldom", Every: time.Hour, Run: count(&seldom)},
		schedule.Round{Name: "sooner", Every: time.Hour, Sooner: func() time.Duration { return 10 * time.Minute }, Run: count(&soon)})
	patience.Until(t, "five rounds of one and one of the others",
		func() bool { return often.Load() >= 5 && seldom.Load() >= 1 && soon.Load() >= 1 })
	r.stop()
	if n := seldom.Load(); n != 1 {
		t.Errorf("a round of every hour ran %d times, want 1", n)
	}
	wants(t, pool, "true", `SELECT next_at > clock_timestamp() + interval '30 minutes' FROM schedules WHERE name = 'seldom'`)
	wants(t, pool, "true", `SELECT next_at BETWEEN now() + interval '5 minutes' AND now() + interval '11 minutes' FROM schedules WHERE name = 'sooner'`)
	wants(t, pool, "true", `SELECT every(last_ok_at IS NOT NULL AND last_error = '') FROM schedules`)
}

func TestLoopRunsARoundUnderItsLease(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	saved := make(chan error, 1)
	start(t, pool, schedule.Round{Name: "poll", Every: time.Hour, Run: func(ctx context.Context, l schedule.Lease) error {
		err := schedule.NewWatermarks(pool).SaveWatermark(ctx, l, schedule.Watermark{Cursor: "here"})
		saved <- err
		return err
	}})
	select {
	case err := <-saved:
		ok(t, err)
	case <-time.After(patience.Limit()):
		t.Fatal("the round does not run")
	}
	wants(t, pool, "here", `SELECT cursor FROM watermarks WHERE name = 'poll'`)
}

func TestRoundRunsOnOneReplicaAtATime(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	begun := make(chan schedule.Lease, 3)
	var beats atomic.Int64
	beat := schedule.Round{Name: "beat", Every: time.Millisecond, Run: func(context.Context, schedule.Lease) error {
		beats.Add(1)
		return nil
	}}
	for range 3 {
		start(t, pool, untilStopped(begun), beat)
	}
	receive(t, begun)
	now := beats.Load()
	patience.Until(t, "twenty rounds of another name", func() bool { return beats.Load() >= now+20 })
	if n := len(begun); n != 0 {
		t.Errorf("got %d more replicas that run the round at once, want none", n)
	}
}

func TestLoopStopsWithItsContextAndGivesItsRoundBack(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	begun := make(chan schedule.Lease, 1)
	r := start(t, pool, untilStopped(begun))
	first := receive(t, begun)
	r.stop()
	wants(t, pool, "true", `SELECT claimed_until < clock_timestamp() AND next_at <= clock_timestamp() FROM schedules`)
	if got := r.ends.all(); len(got) != 0 {
		t.Errorf("a round that was stopped was told as ended with %v, want not told", got)
	}
	start(t, pool, untilStopped(begun))
	if second := receive(t, begun); second.Term <= first.Term {
		t.Errorf("the next replica's term is %d, want more than %d", second.Term, first.Term)
	}
}

// A lease that nobody renews would end, and the round would begin again under another term.
func TestLoopRenewsTheLeaseWhileARoundRuns(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	begun := make(chan schedule.Lease, 1)
	start(t, pool, untilStopped(begun))
	receive(t, begun)
	before := ask(t, pool, `SELECT claimed_until FROM schedules`)
	patience.Until(t, "a longer lease", func() bool {
		return ask(t, pool, `SELECT claimed_until > '`+before+`' FROM schedules`) == "true"
	})
	wants(t, pool, "1", `SELECT term FROM schedules`)
}
