package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/testlog"
)

// workspace is a small server of Socket Mode whose every step a test decides.
type workspace struct {
	server *httptest.Server
	// openAnswer, when set, answers apps.connections.open instead of an address.
	openAnswer atomic.Pointer[string]
	// onConn runs for each connection, n from 1; the default says hello and reads on.
	onConn func(n int, c *workspaceConn)

	mu     sync.Mutex
	opens  int
	conns  []*workspaceConn
	closes []int
	acks   map[string][]string
	// by has the number of the connection that an envelope was acked on.
	by     map[string]int
	open   int
	most   int
	change chan struct{}
	// acked, when set, hears of each ack.
	acked chan struct{}
}

type workspaceConn struct {
	*websocket.Conn
	workspace *workspace
	n         int
	writing   sync.Mutex
	pongs     atomic.Int64
}

func newWorkspace(t testing.TB) *workspace {
	t.Helper()
	return newWorkspaceOn(t, httptest.NewServer)
}

func newWorkspaceOn(t testing.TB, start func(http.Handler) *httptest.Server) *workspace {
	t.Helper()
	w := &workspace{acks: map[string][]string{}, by: map[string]int{}, change: make(chan struct{})}
	w.onConn = func(_ int, c *workspaceConn) { c.hello(1); c.readAll() }
	mux := http.NewServeMux()
	mux.HandleFunc("/api/apps.connections.open", w.serveOpen)
	mux.HandleFunc("/link", w.serveLink)
	w.server = start(mux)
	t.Cleanup(func() {
		w.mu.Lock()
		for _, c := range w.conns {
			_ = c.Close()
		}
		w.mu.Unlock()
		w.server.Close()
	})
	return w
}

func (w *workspace) serveOpen(rw http.ResponseWriter, _ *http.Request) {
	w.update(func() { w.opens++ })
	rw.Header().Set("Content-Type", "application/json")
	if answer := w.openAnswer.Load(); answer != nil {
		_, _ = io.WriteString(rw, *answer)
		return
	}
	_, _ = fmt.Fprintf(rw, `{"ok":true,"url":%q}`, "ws"+strings.TrimPrefix(w.server.URL, "http")+"/link")
}

func (w *workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	c := &workspaceConn{Conn: ws, workspace: w}
	c.SetPongHandler(func(string) error {
		c.pongs.Add(1)
		w.update(func() {})
		return nil
	})
	w.update(func() {
		w.conns = append(w.conns, c)
		c.n = len(w.conns)
		w.open++
		w.most = max(w.most, w.open)
	})
	w.onConn(c.n, c)
	_ = ws.Close()
	w.update(func() { w.open-- })
}

func (w *workspace) update(fn func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fn()
	close(w.change)
	w.change = make(chan struct{})
}

// until waits for a condition on the workspace's state.
func (w *workspace) until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	give := time.After(patience.Limit())
	for {
		w.mu.Lock()
		done, change := ok(), w.change
		w.mu.Unlock()
		if done {
			return
		}
		select {
		case <-change:
		case <-give:
			t.Fatalf("got no %s, want it", what)
		}
	}
}

func (c *workspaceConn) send(t string) {
	c.writing.Lock()
	defer c.writing.Unlock()
	_ = c.WriteMessage(websocket.TextMessage, []byte(t))
}

func (c *workspaceConn) hello(connections int) {
	c.send(fmt.Sprintf(`{"type":"hello","num_connections":%d,"connection_info":{"app_id":"A1"}}`, connections))
}

func (c *workspaceConn) disconnect(reason string) {
	c.send(fmt.Sprintf(`{"type":"disconnect","reason":%q,"debug_info":{"host":"x"}}`, reason))
}

func (c *workspaceConn) envelope(kind EnvelopeKind, id, payload string) {
	c.send(fmt.Sprintf(`{"type":%q,"envelope_id":%q,"payload":%s}`, kind, id, payload))
}

// readAll keeps acks and the close code until the connection ends.
func (c *workspaceConn) readAll() {
	for {
		_, raw, err := c.ReadMessage()
		if err != nil {
			code := websocket.CloseAbnormalClosure
			if e, ok := err.(*websocket.CloseError); ok {
				code = e.Code
			}
			c.workspace.update(func() { c.workspace.closes = append(c.workspace.closes, code) })
			return
		}
		var ack struct {
			EnvelopeID string `json:"envelope_id"`
		}
		_ = json.Unmarshal(raw, &ack)
		c.workspace.update(func() {
			c.workspace.acks[ack.EnvelopeID] = append(c.workspace.acks[ack.EnvelopeID], string(raw))
			c.workspace.by[ack.EnvelopeID] = c.n
		})
		if c.workspace.acked != nil {
			c.workspace.acked <- struct{}{}
		}
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

// startSockets runs sockets on the workspace until the test's end.
func startSockets(t testing.TB, w *workspace, cfg Config, receiver Receiver) (*Pool, *testlog.Book) {
	t.Helper()
	cfg.AppToken, cfg.APIURL = "xapp-1", w.server.URL+"/api/"
	book := &testlog.Book{}
	s := New(cfg, receiver, time.Now, book.Logger())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Run(ctx); err != nil {
			t.Errorf("run: got %v, want no error", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return s, book
}

func tcpPair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if ours, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if theirs, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ours.Close(); _ = theirs.Close() })
	return ours, theirs
}
