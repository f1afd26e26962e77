package app

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/settings"
)

// counting is a collector that says how often, and how many at once, the figures are read.
type counting struct{ n, now, most atomic.Int64 }

func (c *counting) Describe(ch chan<- *prometheus.Desc) {
	ch <- prometheus.NewDesc("bot_test", "A test.", nil, nil)
}

func (c *counting) Collect(ch chan<- prometheus.Metric) {
	c.n.Add(1)
	c.most.Store(max(c.most.Load(), c.now.Add(1)))
	defer c.now.Add(-1)
	ch <- prometheus.MustNewConstMetric(prometheus.NewDesc("bot_test", "A test.", nil, nil), prometheus.GaugeValue, 1)
}

// Hundreds who ask at once cost one check and one reading of the figures, and each gets the answer.
func TestManyWhoAskAtOnceCostOneCheck(t *testing.T) {
	t.Parallel()
	const many = 250
	var checks atomic.Int64
	goOn := make(chan struct{})
	figures := &counting{}
	registry := prometheus.NewRegistry()
	registry.MustRegister(figures)
	handler := newHTTPHandler(func(ctx context.Context) error {
		checks.Add(1)
		select {
		case <-goOn:
		case <-ctx.Done():
		}
		return nil
	}, registry, settings.NewRedactor(envconfig.MapLookuper(nil)))
	var arrived atomic.Int64
	address := served(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived.Add(1)
		handler.ServeHTTP(w, r)
	}))
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var all sync.WaitGroup
	var statuses [2]sync.Map
	for n := range many {
		for kind, path := range []string{"/readyz", "/metrics"} {
			all.Go(func() {
				resp, err := client.Get(address + path)
				if err != nil {
					statuses[kind].Store(n, err.Error())
					return
				}
				defer resp.Body.Close()
				_, _ = io.Copy(io.Discard, resp.Body)
				statuses[kind].Store(n, resp.StatusCode)
			})
		}
	}
	patience.Until(t, "all have asked", func() bool { return arrived.Load() == 2*many })
	close(goOn)
	all.Wait()
	statuses[0].Range(func(n, got any) bool {
		if got != http.StatusOK {
			t.Errorf("/readyz of %v: %v, want 200", n, got)
		}
		return true
	})
	statuses[1].Range(func(n, got any) bool {
		if got != http.StatusOK && got != http.StatusServiceUnavailable {
			t.Errorf("/metrics of %v: %v, want 200 or 503", n, got)
		}
		return true
	})
	if n := checks.Load(); n != 1 {
		t.Errorf("%d checks ran for %d who asked, want 1", n, many)
	}
	// All came before the one check ended, within some seconds; the figures are read once a second.
	if n, most := figures.n.Load(), figures.most.Load(); n > many/10 || most != 1 {
		t.Errorf("the figures were read %d times, %d at once, want a few and 1", n, most)
	}
}

// A check that hangs keeps nobody longer than its time, and is not begun again by each who asks.
func TestACheckThatHangsIsOneCheck(t *testing.T) {
	t.Parallel()
	var checks atomic.Int64
	o := &oneAnswer[error]{within: time.Hour, keep: time.Hour, make: func(ctx context.Context) error {
		checks.Add(1)
		<-t.Context().Done()
		return nil
	}}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	for range 50 {
		if _, err := o.get(ctx); err == nil {
			t.Fatal("there is an answer while the check hangs")
		}
	}
	patience.Until(t, "the check has begun", func() bool { return checks.Load() == 1 })
	if n := checks.Load(); n != 1 {
		t.Errorf("%d checks ran, want 1", n)
	}
}

// An answer is given out for its time, and made anew afterwards.
func TestAnAnswerIsMadeAnewAfterItsTime(t *testing.T) {
	t.Parallel()
	var made int
	o := &oneAnswer[int]{within: time.Hour, keep: time.Hour, make: func(context.Context) int {
		made++
		return made
	}}
	for range 3 {
		if got, err := o.get(t.Context()); err != nil || got != 1 {
			t.Errorf("got %d, %v, want 1", got, err)
		}
	}
	o.madeAt = o.madeAt.Add(-2 * time.Hour)
	if got, err := o.get(t.Context()); err != nil || got != 2 {
		t.Errorf("after its time: got %d, %v, want 2", got, err)
	}
}

// More connections than the bound are closed at once, and there is room again when others end.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	limited := limitConnections(l, 2)
	defer limited.Close()
	accepted := make(chan net.Conn, 10)
	go func() {
		for {
			c, err := limited.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	dial()
	first := patience.Receive(t, "the first", accepted)
	dial()
	patience.Receive(t, "the second", accepted)
	third := dial()
	_ = third.SetReadDeadline(time.Now().Add(patience.Limit()))
	if _, err := third.Read(make([]byte, 1)); err == nil || len(accepted) > 0 {
		t.Errorf("the third is read from: %v, and %d were accepted, want a closed connection and 0", err, len(accepted))
	}
	for range 2 {
		_ = first.Close()
	}
	dial()
	patience.Receive(t, "one more", accepted)
	if n := len(limited.slots); n != 2 {
		t.Errorf("%d slots are taken, want 2", n)
	}
}

// served serves a handler as the bot does.
func served(t *testing.T, h http.Handler) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveHTTP(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return "http://" + l.Addr().String()
}
