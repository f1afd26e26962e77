package books

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// maxHeard bounds what is read of one call.
const maxHeard = 1 << 20

// Answers notes which sentences reached clickers: at the response_url of a click, or in a direct message.
type Answers struct {
	mu sync.Mutex
	// whispers are the sentences at each response_url's path, direct those to each Slack user.
	whispers map[string]int
	direct   map[string][]time.Time
}

// NewAnswers has heard nothing yet.
func NewAnswers() *Answers {
	return &Answers{whispers: map[string]int{}, direct: map[string][]time.Time{}}
}

// Before puts the listening in front of a workspace.
func (a *Answers) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hook := strings.HasPrefix(r.URL.Path, "/actions/")
		if !hook && r.URL.Path != "/api/chat.postMessage" {
			next.ServeHTTP(w, r)
			return
		}
		raw, err := io.ReadAll(io.LimitReader(r.Body, maxHeard))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		heard := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(heard, r)
		if heard.cut || heard.status != http.StatusOK {
			return
		}
		if hook {
			a.whisper(r.URL.Path, raw)
			return
		}
		a.message(raw)
	})
}

func (a *Answers) whisper(path string, raw []byte) {
	var body struct {
		Replace bool `json:"replace_original"`
	}
	if json.Unmarshal(raw, &body) != nil || body.Replace {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.whispers[path]++
}

// message notes a direct message that is no card.
func (a *Answers) message(raw []byte) {
	form, err := url.ParseQuery(string(raw))
	if err != nil || form.Get("metadata") != "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	to := form.Get("channel")
	a.direct[to] = append(a.direct[to], time.Now())
}

// told tells whether the clicker heard anything: at the click's own address, or by a direct message since.
func (a *Answers) told(responseURL, slackID string, since time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if u, err := url.Parse(responseURL); err == nil && responseURL != "" && a.whispers[u.Path] > 0 {
		return true
	}
	for _, at := range a.direct[slackID] {
		if at.After(since) {
			return true
		}
	}
	return false
}

// statusWriter notes what was answered, and whether the connection was cut instead.
type statusWriter struct {
	http.ResponseWriter
	status int
	cut    bool
}

func (s *statusWriter) WriteHeader(code int) {
	s.status = code
	s.ResponseWriter.WriteHeader(code)
}

// Hijack is how the workspace cuts a connection.
func (s *statusWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	s.cut = true
	return http.NewResponseController(s.ResponseWriter).Hijack()
}
