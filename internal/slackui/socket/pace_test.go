package socket

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/testlog"
)

func TestThePacerHasTenInHandAndOneMoreEveryFourSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := &testlog.Book{}
		p := newPacer(opensInHand, openEvery, time.Now, book.Logger())
		start := time.Now()
		for i := range 13 {
			release, err := p.acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			release()
			want := time.Duration(max(0, i-opensInHand+1)) * openEvery
			if got := time.Since(start).Round(time.Millisecond); got != want {
				t.Errorf("open %d came after %v, want %v", i+1, got, want)
			}
		}
		if n := book.Count("faster than"); n != 1 {
			t.Errorf("an empty bucket was told of %d times, want once", n)
		}
	})
}

func TestThePacerLetsOneDialAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(opensInHand, openEvery, time.Now, (&testlog.Book{}).Logger())
		release, err := p.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan error, 1)
		go func() {
			second, err := p.acquire(t.Context())
			if err == nil {
				second()
			}
			got <- err
		}()
		synctest.Wait()
		if len(got) > 0 {
			t.Fatal("got two dials at the same moment, want one")
		}
		release()
		release()
		if err := patience.Receive(t, "what is sent", got); err != nil {
			t.Error(err)
		}
	})
}

func TestAWaitThatIsGivenUpTakesNoTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(1, openEvery, time.Now, (&testlog.Book{}).Logger())
		release, _ := p.acquire(t.Context())
		release()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.acquire(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want %v", err, context.DeadlineExceeded)
		}
		start := time.Now()
		if _, err := p.acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start).Round(time.Millisecond); waited != openEvery-time.Second {
			t.Errorf("got a wait of %v, want %v: the turn that was given up is free again", waited, openEvery-time.Second)
		}
	})
}

func TestHowLongToStayAway(t *testing.T) {
	t.Parallel()
	p := Config{}.withDefaults().pace
	for name, tc := range map[string]struct {
		err         error
		n           int
		least, most time.Duration
	}{
		"first failure":  {errors.New("refused"), 1, 250 * time.Millisecond, 500 * time.Millisecond},
		"tenth failure":  {errors.New("refused"), 10, 5 * time.Second, 10 * time.Second},
		"many failures":  {errors.New("refused"), 1000, 5 * time.Second, 10 * time.Second},
		"limited":        {&slack.RateLimitedError{RetryAfter: 7 * time.Second}, 1, 7 * time.Second, 7 * time.Second},
		"limited a day":  {&slack.RateLimitedError{RetryAfter: 24 * time.Hour}, 1, 5 * time.Minute, 5 * time.Minute},
		"too many":       {&disconnectError{reason: "too_many_websockets"}, 1, time.Minute, time.Minute},
		"switched off":   {&disconnectError{reason: "link_disabled"}, 1, 5 * time.Minute, 5 * time.Minute},
		"dead token":     {slack.SlackErrorResponse{Err: "token_revoked"}, 3, 5 * time.Minute, 5 * time.Minute},
		"internal error": {slack.SlackErrorResponse{Err: "internal_error"}, 1, 250 * time.Millisecond, 500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := p.restAfter(tc.err, tc.n); got < tc.least || got > tc.most {
				t.Errorf("stays away for %v, want %v to %v", got, tc.least, tc.most)
			}
		})
	}
}
