package schedule_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// told is a log that tests read while it is written.
type told struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *told) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *told) count(words string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), words)
}

// ends collects what the ends of rounds are called with.
type ends struct {
	mu   sync.Mutex
	errs []error
}

func (e *ends) ended(_ string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.errs = append(e.errs, err)
}

func (e *ends) all() []error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]error(nil), e.errs...)
}

// replica runs a loop over rounds until the test's end, or until stop is called.
type replica struct {
	log  told
	ends ends
	stop func()
}

func start(t *testing.T, pool *pgxpool.Pool, rounds ...schedule.Round) *replica {
	t.Helper()
	r := &replica{}
	log := slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	loop := schedule.NewLoop(schedule.NewRounds(pool), rounds, log, r.ends.ended, nil)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- loop.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-stopped:
			if err != nil {
				t.Errorf("the loop ended with %v, want without an error", err)
			}
		case <-time.After(patience.Limit()):
			t.Error("the loop does not end with its context")
		}
	})
	t.Cleanup(r.stop)
	return r
}

// untilStopped is a round that runs until it is told to stop, and says that it has begun.
func untilStopped(begun chan<- schedule.Lease) schedule.Round {
	return schedule.Round{Name: "poll", Every: time.Hour, Run: func(ctx context.Context, l schedule.Lease) error {
		select {
		case begun <- l:
			<-ctx.Done()
		case <-ctx.Done():
		}
		return ctx.Err()
	}}
}

func receive(t *testing.T, from <-chan schedule.Lease) schedule.Lease {
	t.Helper()
	select {
	case l := <-from:
		return l
	case <-time.After(patience.Limit()):
		t.Fatal("the round does not begin")
		return schedule.Lease{}
	}
}
