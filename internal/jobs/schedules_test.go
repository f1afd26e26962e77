package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func TestRoundIsRunByOneReplicaAtATime(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	var running, most, runs atomic.Int64
	enough := make(chan struct{})
	round := schedule.Round{Name: "poll", Every: time.Millisecond, Run: func(context.Context, schedule.Lease) error {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		if runs.Add(1) == 20 {
			close(enough)
		}
		return nil
	}}
	for range 3 {
		s.replica(round)
	}
	<-enough
	if most.Load() != 1 {
		t.Errorf("%d replicas ran the round at once, want 1", most.Load())
	}
}

func TestStopGivesTheRoundBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	begun, again := make(chan struct{}), make(chan struct{})
	stop := s.replica(schedule.Round{Name: "poll", Every: time.Hour, Run: func(ctx context.Context, _ schedule.Lease) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}})
	<-begun
	stop()
	s.want("true", `SELECT claimed_until < now() AND next_at <= now() FROM schedules`)
	s.replica(schedule.Round{Name: "poll", Every: time.Hour, Run: func(context.Context, schedule.Lease) error { close(again); return nil }})
	<-again
}

func TestReplicaThatLostItsRoundIsStopped(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	begun, stopped := make(chan struct{}), make(chan error, 1)
	s.replica(schedule.Round{Name: "poll", Every: time.Hour, Run: func(ctx context.Context, l schedule.Lease) error {
		close(begun)
		<-ctx.Done()
		stopped <- s.SaveWatermark(context.Background(), schedule.Lease{Name: l.Name, Term: l.Term}, schedule.Watermark{Cursor: "mine"})
		return ctx.Err()
	}})
	<-begun
	s.exec(`UPDATE schedules SET term = term + 1, claimed_until = now() + interval '1 h'`)
	s.must(s.SaveWatermark(context.Background(), schedule.Lease{Name: "poll", Term: 2}, schedule.Watermark{Cursor: "theirs"}))
	if err := <-stopped; !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("its watermark was answered with %v, want %v", err, schedule.ErrLeaseLost)
	}
	s.want("theirs", `SELECT cursor FROM watermarks`)
	s.want("2", `SELECT term FROM schedules`)
}

func TestRoundThatFailsOrPanicsIsNotedAndTriedAgain(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	runs, good := 0, make(chan struct{})
	s.replica(schedule.Round{Name: "poll", Every: time.Millisecond, Run: func(context.Context, schedule.Lease) error {
		switch runs++; runs {
		case 1:
			return errAway
		case 2:
			panic("a bad answer")
		case 4:
			close(good)
		}
		return nil
	}})
	<-good
	s.want("true", `SELECT last_ok_at IS NOT NULL AND failing_since IS NULL FROM schedules`)
}

func TestRoundOfEveryFewHoursThatFailsComesAgainSoon(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		soon bool
	}{
		"it failed":  {errAway, true},
		"it is done": {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			noted, stopped := make(chan struct{}), make(chan error, 1)
			round := schedule.Round{Name: "identities", Every: 4 * time.Hour,
				Run: func(context.Context, schedule.Lease) error { return tc.err }}
			schedules := schedule.NewLoop(s.Store.Rounds, []schedule.Round{round}, slog.New(slog.DiscardHandler),
				func(string, error) { close(noted) }, nil)
			ctx, stop := context.WithCancel(t.Context())
			go func() { stopped <- schedules.Run(ctx) }()
			<-noted
			stop()
			s.must(<-stopped)
			want := strconv.FormatBool(tc.soon)
			s.want(want, `SELECT next_at <= clock_timestamp() + interval '5 minutes' FROM schedules`)
		})
	}
}

func TestSweepFindsWhatADeadProcessLeft(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.exec(`DELETE FROM river_job`)
	s.exec(`UPDATE decisions SET next_try_at = now()`)
	s.exec(`UPDATE cards SET next_try_at = now()`)
	s.seenUnreleased(request("i2", "nora"))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- (&jobs.Sweep{Store: s.Store, Log: slog.New(slog.DiscardHandler)}).Run(ctx) }()
	s.await(`SELECT count(*) FILTER (WHERE kind = 'submit_decision') = 1 AND count(*) FILTER (WHERE kind = 'show_card') = 2 FROM river_job`)
	cancel()
	s.must(<-ended)
	s.drain()
	s.want("recorded  closed approved", decided)
	if len(s.slack.of("U-nora")) != 1 {
		t.Error("the card that a dead round left was not sent")
	}
}

// replica runs schedules until the test's end, or until stop is called.
func (s *env) replica(rounds ...schedule.Round) (stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	schedules := schedule.NewLoop(s.Store.Rounds, rounds, slog.New(slog.DiscardHandler), nil, nil)
	go func() {
		defer close(ended)
		if err := schedules.Run(ctx); err != nil {
			s.t.Errorf("schedules: %v", err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	s.t.Cleanup(stop)
	return stop
}

// seenUnreleased stores items as a round that dies before it sends their cards.
func (s *env) seenUnreleased(items ...approvals.WorkItem) {
	s.t.Helper()
	at, err := s.Now(context.Background())
	s.must(err)
	for _, w := range items {
		s.iiq.put(w)
	}
	_, err = s.Seen(context.Background(), schedule.Lease{}, at, items)
	s.must(err)
}
