package schedule_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/migrations"
)

func TestRoundThatAnotherReplicaTookIsStopped(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	begun := make(chan schedule.Lease, 1)
	answered := make(chan error, 1)
	round := untilStopped(begun)
	wait := round.Run
	round.Run = func(ctx context.Context, l schedule.Lease) error {
		_ = wait(ctx, l)
		err := schedule.NewWatermarks(pool).SaveWatermark(context.WithoutCancel(ctx), l, schedule.Watermark{Cursor: "mine"})
		answered <- err
		return err
	}
	r := start(t, pool, round)
	old := receive(t, begun)
	change(t, pool, `UPDATE schedules SET term = term + 1, claimed_until = clock_timestamp() + interval '1 hour'`)
	taken := schedule.Lease{Name: old.Name, Term: old.Term + 1}
	ok(t, schedule.NewWatermarks(pool).SaveWatermark(t.Context(), taken, schedule.Watermark{Cursor: "theirs"}))
	select {
	case err := <-answered:
		lost(t, "the old holder's watermark", err)
	case <-time.After(patience.Limit()):
		t.Fatal("the round is not stopped")
	}
	patience.Until(t, "word that the round was taken over", func() bool {
		return r.log.count("taken over by another replica") == 1
	})
	if got := r.ends.all(); len(got) != 0 {
		t.Errorf("a round that was taken over was told as ended with %v, want not told", got)
	}
	ok(t, schedule.NewRounds(pool).RenewLease(t.Context(), taken, time.Hour))
	wants(t, pool, "theirs", `SELECT cursor FROM watermarks`)
}

// A failure and a panic are both told and tried again. The log has one error for them, since they follow at
// once: a night without IdentityIQ is one error a minute and round, not one a second.
func TestFailingRoundIsTriedAgainAndTold(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	away := errors.New("IdentityIQ is away")
	var runs atomic.Int64
	r := start(t, pool, schedule.Round{Name: "poll", Every: time.Millisecond, Run: func(context.Context, schedule.Lease) error {
		switch runs.Add(1) {
		case 1, 3, 4:
			return away
		case 2:
			panic("a bad answer")
		}
		return nil
	}})
	patience.Until(t, "the ends of five rounds", func() bool { return len(r.ends.all()) >= 5 })
	r.stop()
	got := r.ends.all()
	if !errors.Is(got[0], away) {
		t.Errorf("the first round ended with %v, want %v", got[0], away)
	}
	if got[1] == nil || got[1].Error() != "panic: a bad answer" {
		t.Errorf("the second round ended with %v, want %q", got[1], "panic: a bad answer")
	}
	if got[4] != nil {
		t.Errorf("the fifth round ended with %v, want without an error", got[4])
	}
	for words, want := range map[string]int{
		`level=ERROR msg="scheduled round failed`:        1,
		`level=DEBUG msg="scheduled round failed`:        3,
		`level=INFO msg="a scheduled round works again"`: 1,
	} {
		if n := r.log.count(words); n != want {
			t.Errorf("%s was logged %d times, want %d", words, n, want)
		}
	}
	wants(t, pool, "true", `SELECT last_ok_at IS NOT NULL AND failing_since IS NULL AND last_error = '' FROM schedules`)
}

// A round of every few hours must not stay broken that long.
func TestFailedRoundOfEveryFewHoursComesWithinMinutes(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	r := start(t, pool, schedule.Round{Name: "identities", Every: 4 * time.Hour, Run: func(context.Context, schedule.Lease) error {
		return errors.New("IdentityIQ is away")
	}})
	patience.Until(t, "the end of the round", func() bool { return len(r.ends.all()) == 1 })
	wants(t, pool, "true", `SELECT next_at <= clock_timestamp() + interval '5 minutes' FROM schedules`)
	wants(t, pool, "IdentityIQ is away", `SELECT last_error FROM schedules`)
}

func TestLoopOutlivesADatabaseThatIsAway(t *testing.T) {
	t.Parallel()
	server, address := dbtest.NewServer(t)
	pool := dbtest.Open(t, address)
	var runs atomic.Int64
	r := start(t, pool, schedule.Round{Name: "poll", Every: time.Millisecond, Run: func(context.Context, schedule.Lease) error {
		runs.Add(1)
		return nil
	}})
	patience.Until(t, "a round", func() bool { return runs.Load() >= 1 })
	ok(t, server.Kill())
	patience.Until(t, "word that the database is away", func() bool { return r.log.count("cannot look for scheduled rounds") >= 1 })
	before := runs.Load()
	ok(t, server.Restart(t.Context()))
	patience.Until(t, "a round after the database came back", func() bool { return runs.Load() > before })
}

// A look that fails at the start, before the rounds have rows, is repeated too.
func TestLoopBeginsWhenItsTablesAreThere(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptyURL(t)
	pool := dbtest.Open(t, address)
	begun := make(chan schedule.Lease, 1)
	start(t, pool, untilStopped(begun))
	patience.Until(t, "a look for the rounds in vain", func() bool { return pool.Stat().AcquireCount() >= 1 })
	if _, err := migrations.Up(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	receive(t, begun)
}
