package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/iiq-approvals/bot/internal/settings"
)

const (
	// readyTimeout bounds the checks of /readyz.
	readyTimeout = 3 * time.Second
	// readyAge is how old an answer of /readyz, and the figures of /metrics, may be. Whoever asks within it costs no query.
	readyAge = time.Second
	// gatherTimeout bounds one reading of the figures, and mostScrapes how many answers of /metrics are written at once.
	gatherTimeout = 10 * time.Second
	mostScrapes   = 16
	// mostConnections bounds the open connections of the server.
	mostConnections = 512
	// drainTimeout bounds the wait for running requests at the end.
	drainTimeout = 2 * time.Second
	// longestReason bounds the line of /readyz, in bytes.
	longestReason = 300
)

// newHTTPHandler answers /healthz, /readyz and /metrics. ready returns nil, or why this process cannot work; the
// reason is shown in one line, without secrets. However many ask at once, ready runs once at a time and once a second, and so
// does the reading of the metrics.
func newHTTPHandler(ready func(context.Context) error, metrics *prometheus.Registry, g settings.Redactor) http.Handler {
	return newSayingHandler("ready", ready, metrics, g)
}

// newSayingHandler is newHTTPHandler with a given text for a nil result of ready.
func newSayingHandler(said string, ready func(context.Context) error, metrics *prometheus.Registry, g settings.Redactor) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { line(w, http.StatusOK, "ok") })
	check := &oneAnswer[error]{make: ready, within: readyTimeout, keep: readyAge}
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*readyTimeout)
		defer cancel()
		why, err := check.get(ctx)
		if err := errors.Join(why, err); err != nil {
			line(w, http.StatusServiceUnavailable, g.Clean(err.Error()))
			return
		}
		line(w, http.StatusOK, said)
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(gatheredOnce(metrics),
		promhttp.HandlerOpts{MaxRequestsInFlight: mostScrapes, Timeout: gatherTimeout}))
	return mux
}

// gatheredOnce reads the metrics once for all who ask at the same time.
func gatheredOnce(metrics prometheus.Gatherer) prometheus.Gatherer {
	return prometheus.GathererFunc(once(metrics.Gather))
}

// once is read, shared by all who call it at the same time. Nobody may change what it returns.
func once[T any](read func() (T, error)) func() (T, error) {
	type reading struct {
		what T
		err  error
	}
	shared := &oneAnswer[reading]{within: gatherTimeout, keep: readyAge, make: func(context.Context) reading {
		what, err := read()
		return reading{what, err}
	}}
	return func() (T, error) {
		ctx, cancel := context.WithTimeout(context.Background(), gatherTimeout)
		defer cancel()
		r, err := shared.get(ctx)
		return r.what, errors.Join(r.err, err)
	}
}

func line(w http.ResponseWriter, status int, text string) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > longestReason {
		text = strings.ToValidUTF8(text[:longestReason], "") + "…"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}

// serveHTTP serves until ctx ends, and then gives running requests a moment to finish. It closes the listener.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler, logger *slog.Logger) error {
	limited := limitConnections(l, mostConnections)
	server := &http.Server{
		Handler:           limited.leavingRoom(h),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      20 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		// Without a logger of its own the server would write past the guard.
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	cancelled := context.AfterFunc(ctx, func() {
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
		defer cancel()
		err := server.Shutdown(drain)
		if err != nil {
			err = server.Close()
		}
		stopped <- err
	})
	err := server.Serve(limited)
	if !errors.Is(err, http.ErrServerClosed) {
		cancelled()
		return fmt.Errorf("serve HTTP: %w", err)
	}
	return <-stopped
}
