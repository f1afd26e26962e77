package doctor

import (
	"crypto/x509"
	"net/http"
	"strings"
	"sync"
	"time"
)

// wire passes requests on and keeps facts about their answers besides the content.
type wire struct {
	base  http.RoundTripper
	clock func() time.Time

	mu sync.Mutex // guards what follows
	// statuses are the last statuses, by the end of the path.
	statuses map[string]int
	// date is IIQ's own clock at its last answer to a request that was sent at asked.
	date, asked time.Time
	certificate *x509.Certificate
}

func newWire(clock func() time.Time) *wire {
	base := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, IdleConnTimeout: 30 * time.Second}
	return &wire{base: base, clock: clock, statuses: map[string]int{}}
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := w.clock()
	resp, err := w.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statuses[r.URL.Path] = resp.StatusCode
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		w.date, w.asked = date, asked
	}
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		w.certificate = resp.TLS.PeerCertificates[0]
	}
	return resp, nil
}

// status is the last status of a path with this end; 0 when there was none.
func (w *wire) status(end string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	for path, status := range w.statuses {
		if strings.HasSuffix(path, end) {
			return status
		}
	}
	return 0
}
