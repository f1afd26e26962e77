package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/tracing"
)

// Round is a task that one replica at a time runs at intervals.
type Round struct {
	Name  string
	Every time.Duration
	// Sooner, which may be nil, says after a run that went well when the next one is due where that is before Every.
	Sooner func() time.Duration
	// Run does one round. It writes everything under the lease.
	Run func(ctx context.Context, lease Lease) error
}

const (
	leaseTime  = 10 * time.Second
	leaseRenew = 3 * time.Second
	lookEvery  = time.Second
	// startGap is how long the next of several due rounds waits for the one before to end. A replica that starts has all
	// its rounds due, and each at once would open a connection of its own.
	startGap = 20 * time.Millisecond
)

// Loop runs rounds by Postgres's clock, each on one replica at a time. A replica that dies or freezes loses its
// round within ten seconds, and what it writes after that is refused.
type Loop struct {
	table  *Rounds
	rounds map[string]Round
	names  []string
	log    *slog.Logger
	ended  func(name string, err error)
	tracer *tracing.Tracer
	work   sync.WaitGroup

	mu sync.Mutex
	// failing has the rounds that last failed, and when that was last logged as an error.
	failing map[string]time.Time
}

// failedAgain is the longest wait after a failed round. A round that is due every few hours must not stay broken that
// long.
const failedAgain = 5 * time.Minute

// failureEvery is how often a round that keeps failing is logged as an error; the failures between are logged for
// debugging.
const failureEvery = time.Minute

// NewLoop takes the rounds. ended, which may be nil, is called at each round's end. A nil tracer traces nothing.
func NewLoop(table *Rounds, rounds []Round, log *slog.Logger, ended func(name string, err error), tracer *tracing.Tracer) *Loop {
	s := &Loop{table: table, rounds: map[string]Round{}, log: log, ended: ended, tracer: tracer, failing: map[string]time.Time{}}
	for _, r := range rounds {
		s.rounds[r.Name] = r
		s.names = append(s.names, r.Name)
	}
	return s
}

// Run claims and runs rounds until ctx ends. It then waits for the running ones, which give their rounds back.
func (s *Loop) Run(ctx context.Context) error {
	defer s.work.Wait()
	ensured := false
	for {
		wait := lookEvery
		if !ensured {
			ensured = s.table.EnsureRounds(ctx, s.names) == nil
		}
		if ensured {
			wait = min(wait, s.claim(ctx))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(wait, 10*time.Millisecond)):
		}
	}
}

// claim takes what is due and returns how long to wait for the next.
func (s *Loop) claim(ctx context.Context) time.Duration {
	leases, wait, err := s.table.ClaimRounds(ctx, s.names, leaseTime)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("cannot look for scheduled rounds", "error", err)
	}
	claimed := time.Now()
	for _, l := range leases {
		ended := make(chan struct{})
		s.work.Go(func() {
			defer close(ended)
			s.run(ctx, l)
		})
		select {
		case <-ended:
		case <-time.After(startGap):
		case <-ctx.Done():
		}
	}
	if wait <= 0 {
		return lookEvery
	}
	return wait - time.Since(claimed)
}

func (s *Loop) run(ctx context.Context, l Lease) {
	r := s.rounds[l.Name]
	ctx, span := s.tracer.Root(ctx, "round "+l.Name, time.Time{})
	defer span.End()
	span.Set(tracing.Round, l.Name)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.keep(ctx, cancel, l)
	}()
	err := safely(func() error { return r.Run(ctx, l) })
	stopped := ctx.Err() != nil
	span.Fail(err)
	cancel()
	<-done
	s.finish(ctx, r, l, err, stopped)
}

// keep renews the lease while the round runs, and stops the round when the lease is lost.
func (s *Loop) keep(ctx context.Context, cancel context.CancelFunc, l Lease) {
	tick := time.NewTicker(leaseRenew)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.table.RenewLease(ctx, l, leaseTime); errors.Is(err, ErrLeaseLost) {
				cancel()
				return
			}
		}
	}
}

func (s *Loop) finish(ctx context.Context, r Round, l Lease, err error, stopped bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	wait, problem := r.Every, ""
	switch {
	case errors.Is(err, ErrLeaseLost):
		s.log.WarnContext(ctx, "a scheduled round was taken over by another replica", "round", l.Name)
		return
	case stopped:
		wait, problem = 0, "stopped"
	case err != nil:
		wait, problem = min(wait, failedAgain), err.Error()
		s.log.Log(ctx, s.loudness(l.Name), "scheduled round failed, it is tried again at its next turn", "round", l.Name, "error", err)
	default:
		if r.Sooner != nil {
			wait = min(wait, r.Sooner())
		}
		s.recovered(l.Name)
	}
	if err := s.table.FinishRound(ctx, l, wait, problem); err != nil && !errors.Is(err, ErrLeaseLost) {
		s.log.WarnContext(ctx, "cannot give a round back; its lease will run out", "round", l.Name, "error", err)
	}
	if s.ended != nil && !stopped {
		s.ended(l.Name, err)
	}
}

// loudness gives the log level of a failure: an error at first and every failureEvery, else debug.
func (s *Loop) loudness(round string) slog.Level {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, failing := s.failing[round]; failing && time.Since(last) < failureEvery {
		return slog.LevelDebug
	}
	s.failing[round] = time.Now()
	return slog.LevelError
}

func (s *Loop) recovered(round string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, failing := s.failing[round]; failing {
		delete(s.failing, round)
		s.log.Info("a scheduled round works again", "round", round)
	}
}

// safely turns a panic into an error, so that one malformed answer cannot end the process.
func safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}
