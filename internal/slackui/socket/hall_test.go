package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/iiq-approvals/bot/internal/testlog"
)

// hall is a small server of Socket Mode whose every step a test decides.
type hall struct {
	server *httptest.Server
	// openAnswer, when set, answers apps.connections.open instead of an address.
	openAnswer atomic.Pointer[string]
	// onConn runs for each connection, n from 1; the default says hello and reads on.
	onConn func(n int, c *hallConn)

	mu     sync.Mutex
	opens  int
	conns  []*hallConn
	closes []int
	acks   map[string][]string
	open   int
	most   int
	change chan struct{}
}

type hallConn struct {
	*websocket.Conn
	hall    *hall
	n       int
	writing sync.Mutex
	pongs   atomic.Int64
}

func newHall(t *testing.T) *hall {
	t.Helper()
	return newHallOn(t, httptest.NewServer)
}

func newHallOn(t *testing.T, start func(http.Handler) *httptest.Server) *hall {
	t.Helper()
	h := &hall{acks: map[string][]string{}, change: make(chan struct{})}
	h.onConn = func(_ int, c *hallConn) { c.hello(1); c.readAll() }
	mux := http.NewServeMux()
	mux.HandleFunc("/api/apps.connections.open", h.serveOpen)
	mux.HandleFunc("/link", h.serveLink)
	h.server = start(mux)
	t.Cleanup(func() {
		h.mu.Lock()
		for _, c := range h.conns {
			_ = c.Close()
		}
		h.mu.Unlock()
		h.server.Close()
	})
	return h
}

func (h *hall) serveOpen(w http.ResponseWriter, _ *http.Request) {
	h.update(func() { h.opens++ })
	w.Header().Set("Content-Type", "application/json")
	if answer := h.openAnswer.Load(); answer != nil {
		_, _ = io.WriteString(w, *answer)
		return
	}
	_, _ = fmt.Fprintf(w, `{"ok":true,"url":%q}`, "ws"+strings.TrimPrefix(h.server.URL, "http")+"/link")
}

func (h *hall) serveLink(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &hallConn{Conn: ws, hall: h}
	c.SetPongHandler(func(string) error {
		c.pongs.Add(1)
		h.update(func() {})
		return nil
	})
	h.update(func() {
		h.conns = append(h.conns, c)
		c.n = len(h.conns)
		h.open++
		h.most = max(h.most, h.open)
	})
	h.onConn(c.n, c)
	_ = ws.Close()
	h.update(func() { h.open-- })
}

func (h *hall) update(fn func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fn()
	close(h.change)
	h.change = make(chan struct{})
}

// until waits for a condition on the hall's state.
func (h *hall) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	give := time.After(20 * time.Second)
	for {
		h.mu.Lock()
		done, change := ok(), h.change
		h.mu.Unlock()
		if done {
			return
		}
		select {
		case <-change:
		case <-give:
			t.Fatalf("never came: %s", what)
		}
	}
}

func (c *hallConn) send(t string) {
	c.writing.Lock()
	defer c.writing.Unlock()
	_ = c.WriteMessage(websocket.TextMessage, []byte(t))
}

func (c *hallConn) hello(connections int) {
	c.send(fmt.Sprintf(`{"type":"hello","num_connections":%d,"connection_info":{"app_id":"A1"}}`, connections))
}

func (c *hallConn) disconnect(reason string) {
	c.send(fmt.Sprintf(`{"type":"disconnect","reason":%q,"debug_info":{"host":"x"}}`, reason))
}

func (c *hallConn) envelope(kind EnvelopeKind, id, payload string) {
	c.send(fmt.Sprintf(`{"type":%q,"envelope_id":%q,"payload":%s}`, kind, id, payload))
}

// readAll keeps acks and the close code until the connection ends.
func (c *hallConn) readAll() {
	for {
		_, raw, err := c.ReadMessage()
		if err != nil {
			code := websocket.CloseAbnormalClosure
			if e, ok := err.(*websocket.CloseError); ok {
				code = e.Code
			}
			c.hall.update(func() { c.hall.closes = append(c.hall.closes, code) })
			return
		}
		var ack struct {
			EnvelopeID string `json:"envelope_id"`
		}
		_ = json.Unmarshal(raw, &ack)
		c.hall.update(func() { c.hall.acks[ack.EnvelopeID] = append(c.hall.acks[ack.EnvelopeID], string(raw)) })
	}
}

// inbox is a receiver that keeps what it was given.
type inbox struct {
	handle func(ctx context.Context, e *Envelope)
	full   atomic.Bool
}

func (b *inbox) Receive(ctx context.Context, e *Envelope) bool {
	if b.full.Load() {
		return false
	}
	go func() {
		defer e.Done()
		b.handle(ctx, e)
	}()
	return true
}

func ackAll(ctx context.Context, e *Envelope) { _ = e.Ack(ctx, nil) }

// startSockets runs sockets on the hall until the test's end.
func startSockets(t *testing.T, h *hall, cfg Config, receiver Receiver) (*Pool, *testlog.Book) {
	t.Helper()
	cfg.AppToken, cfg.APIURL = "xapp-1", h.server.URL+"/api/"
	book := &testlog.Book{}
	s := New(cfg, receiver, time.Now, book.Logger())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return s, book
}
