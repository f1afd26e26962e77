package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/settings"
)

// serve runs the HTTP part on a free port and returns its address and a way to stop it.
func serve(t *testing.T, ready func(context.Context) error) (address string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bot_test"}, func() float64 { return 7 }))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- serveHTTP(ctx, l, newHTTPHandler(ready, metrics, settings.NewRedactor(envconfig.MapLookuper(nil))),
			slog.New(slog.DiscardHandler))
	}()
	stop = func() error { cancel(); return <-done }
	t.Cleanup(cancel)
	return "http://" + l.Addr().String(), stop
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	address, stop := serve(t, func(context.Context) error { return nil })
	for _, tt := range []struct {
		path   string
		why    error
		status int
		body   string
	}{
		{"/healthz", errors.New("not ready"), 200, "ok\n"},
		{"/readyz", nil, 200, "ready\n"},
		{"/readyz", errors.New("the database\n is behind: postgres://bot:pw@db/bot, xoxb-1-2"), 503, "the database is behind: postgres://[redacted]@db/bot, [redacted]\n"},
		{"/readyz", errors.New(strings.Repeat("ä", 200)), 503, strings.Repeat("ä", 150) + "…\n"},
	} {
		// Each has a server of its own, since an answer is given out for a second.
		one, _ := serve(t, func(context.Context) error { return tt.why })
		if status, body := get(t, one+tt.path); status != tt.status || body != tt.body {
			t.Errorf("%s with %v: %d %q, want status %v and body %v", tt.path, tt.why, status, body, tt.status, tt.body)
		}
	}
	if status, body := get(t, address+"/metrics"); status != 200 || !strings.Contains(body, "bot_test 7") {
		t.Errorf(`/metrics: %d %q, want status 200 and body with "bot_test 7"`, status, body)
	}
	if status, _ := get(t, address+"/"); status != 404 {
		t.Errorf("/: %d, want 404", status)
	}
	resp, err := http.Post(address+"/healthz", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 405 {
		t.Errorf("POST: %d, want 405", resp.StatusCode)
	}
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if _, err := http.Get(address + "/healthz"); err == nil {
		t.Error("still serving")
	}
}

// A request in hand is finished when the process stops.
func TestHTTPFinishesWhatIsInHand(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	address, stop := serve(t, func(context.Context) error {
		close(asked)
		<-answer
		return nil
	})
	status := make(chan int, 1)
	go func() {
		resp, err := http.Get(address + "/readyz")
		if err != nil {
			status <- 0
			return
		}
		_ = resp.Body.Close()
		status <- resp.StatusCode
	}()
	patience.Receive(t, "the request", asked)
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	close(answer)
	if got := patience.Receive(t, "the status", status); got != 200 {
		t.Errorf("status %d, want 200", got)
	}
	if err := patience.Receive(t, "the stop", stopped); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestHTTPTellsWhyItEnds(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if err := serveHTTP(t.Context(), l, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("no error from a closed listener")
	}
}
