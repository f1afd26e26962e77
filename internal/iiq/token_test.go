package iiq

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

func TestTokenIsKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, "pong"))
	now := time.Unix(1767000000, 0)
	c, err := New(testConfig(f.URL+"/iiq"), nil, func() time.Time { return now }, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after  time.Duration
		tokens int
	}{{0, 1}, {1189 * time.Second, 1}, {time.Second, 2}, {time.Minute, 2}} {
		now = now.Add(step.after)
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := f.tokensGiven(); got != step.tokens {
			t.Errorf("after %v: %d tokens, want %d", step.after, got, step.tokens)
		}
	}
}

// tokenServer answers token requests by a function, and everything else with 200.
func tokenServer(t *testing.T, token http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/oauth2/token") {
			token(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestManyCallersShareOneFetch(t *testing.T) {
	t.Parallel()
	var fetches atomic.Int32
	asked, release := make(chan struct{}), make(chan struct{})
	root := tokenServer(t, func(w http.ResponseWriter, _ *http.Request) {
		if fetches.Add(1) == 1 {
			close(asked)
		}
		<-release
		_, _ = io.WriteString(w, `{"access_token":"t","expires_in":"60"}`)
	})
	c, _ := newTestClient(t, root)
	var all sync.WaitGroup
	errs := make(chan error, 51)
	leaving, leave := context.WithCancel(t.Context())
	all.Go(func() { errs <- c.Ping(leaving) })
	patience.Receive(t, "the request", asked)
	for range 50 {
		all.Go(func() { errs <- c.Ping(t.Context()) })
	}
	leave()
	if err := patience.Receive(t, "the error", errs); !errors.Is(err, context.Canceled) {
		t.Errorf("the one that left: %v, want %v", err, context.Canceled)
	}
	close(release)
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Errorf("another caller: %v", err)
		}
	}
	if n := fetches.Load(); n != 1 {
		t.Errorf("%d fetches, want 1", n)
	}
}

func TestManyCallersThatSeeOne401CauseOneToken(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, ""))
	c, _ := newTestClient(t, f.URL+"/iiq", func(cfg *Config) { cfg.MaxConcurrency = 8 })
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	for round := 1; round <= 5; round++ {
		f.revoke()
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				if err := c.Ping(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got, want := f.tokensGiven(), round+1; got != want {
			t.Fatalf("round %d: %d tokens, want %d", round, got, want)
		}
	}
}

func TestOneSlotIsEnoughFor401AndNewToken(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, ""))
	c, _ := newTestClient(t, f.URL+"/iiq", func(cfg *Config) { cfg.MaxConcurrency = 1 })
	for range 3 {
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.revoke()
	}
	if f.tokensGiven() != 3 {
		t.Errorf("%d tokens, want 3", f.tokensGiven())
	}
}

func TestSecond401IsGivenBack(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(401, ""))
	if err := c.Ping(t.Context()); !errors.Is(err, approvals.ErrIIQUnauthorised) {
		t.Errorf("ping: %v, want %v", err, approvals.ErrIIQUnauthorised)
	}
	if len(f.seen()) != 2 || f.tokensGiven() != 2 {
		t.Errorf("%d calls, %d tokens, want 2 and 2", len(f.seen()), f.tokensGiven())
	}
}
