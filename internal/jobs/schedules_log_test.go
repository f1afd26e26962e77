package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
)

// A night without IdentityIQ is one error a minute and round, not one a second.
func TestRoundThatGoesOnFailingIsSaidOnce(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	var mu sync.Mutex
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(lockedWriter{&mu, &text}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	runs, over := 0, make(chan struct{})
	round := schedule.Round{Name: "poll", Every: time.Millisecond, Run: func(context.Context, schedule.Lease) error {
		switch runs++; {
		case runs < 5:
			return errors.New("IdentityIQ is away")
		case runs == 7:
			close(over)
		}
		return nil
	}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- schedule.NewLoop(s.Store.Rounds, []schedule.Round{round}, log, nil, nil).Run(ctx) }()
	<-over
	stop()
	s.must(<-ended)
	for words, want := range map[string]int{
		`level=ERROR msg="scheduled round failed`:         1,
		`level=DEBUG msg="scheduled round failed`:         3,
		`level=INFO msg="a scheduled round works again" `: 1,
	} {
		if n := strings.Count(text.String(), words); n != want {
			t.Errorf("%q was logged %d times, want %d", words, n, want)
		}
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}
