package transport

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestWhatSomebodyWaitsForFindsASlotBesideTheRest(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan string, 10), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- r.URL.Path
		<-release
	}))
	defer server.Close()
	g := &gate{base: http.DefaultTransport, slots: semaphore.NewWeighted(4), calm: semaphore.NewWeighted(calmSlots(4)),
		timeout: time.Minute, clock: time.Now, observe: func(string, int, time.Duration) {}}
	ask := func(ctx context.Context, path string) chan error {
		done := make(chan error, 1)
		go func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
			if err == nil {
				var resp *http.Response
				if resp, err = g.RoundTrip(req); err == nil {
					err = resp.Body.Close()
				}
			}
			done <- err
		}()
		return done
	}
	calm := []chan error{ask(t.Context(), "/calm"), ask(t.Context(), "/calm")}
	patience.Receive(t, "the arrival", arrived)
	patience.Receive(t, "the arrival", arrived)
	third := ask(t.Context(), "/third")
	urgent := ask(Urgent(t.Context()), "/urgent")
	if got := patience.Receive(t, "the arrival", arrived); got != "/urgent" {
		t.Errorf(`with all calm slots taken, %s got through, want "/urgent"`, got)
	}
	close(release)
	for _, done := range append(calm, third, urgent) {
		if err := patience.Receive(t, "the end", done); err != nil {
			t.Error(err)
		}
	}
	for n, want := range map[int]int64{1: 1, 2: 1, 3: 2, 4: 2, 10: 5} {
		if got := calmSlots(n); got != want {
			t.Errorf("of %d slots %d are calm, want %d", n, got, want)
		}
	}
}
