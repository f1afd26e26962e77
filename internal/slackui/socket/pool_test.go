package socket

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/testlog"
)

func TestTwoConnectionsAreHeldAndClosedPolitely(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	s, _ := startSockets(t, w, Config{}, &inbox{handle: ackAll})
	w.until(t, "two connections", func() bool { return w.open == 2 })
	patience.Until(t, "both had their hello", func() bool { return s.Status().Connections == 2 && s.Ready() })
	s.Drain(t.Context())
	w.until(t, "two goodbyes", func() bool { return len(w.closes) == 2 })
	for _, code := range w.closes {
		if code != websocket.CloseNormalClosure {
			t.Errorf("closed with %d, want a close frame with 1000", code)
		}
	}
	if s.Ready() {
		t.Error("without a connection: got ready, want not ready")
	}
}

func TestEachEnvelopeIsAckedOnceAndTiny(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		c.envelope(KindInteraction, fmt.Sprintf("e%d", n), `{"type":"block_actions"}`)
		c.readAll()
	}
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(ctx context.Context, e *Envelope) {
		for range 3 {
			if err := e.Ack(ctx, nil); err != nil {
				t.Errorf("ack: got %v, want no error", err)
			}
		}
	}})
	w.until(t, "the ack", func() bool { return len(w.acks["e1"]) > 0 })
	if got := w.acks["e1"]; len(got) != 1 || got[0] != `{"envelope_id":"e1"}` {
		t.Errorf("got the acks %q, want one without content", got)
	}
}

func TestARenewedConnectionOverlapsTheOldOneAndLosesNoAck(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	started, release := make(chan struct{}), make(chan struct{})
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		if n == 1 {
			c.envelope(KindInteraction, "slow", `{}`)
			<-started
			c.disconnect("warning")
		}
		c.readAll()
	}
	box := &inbox{handle: func(ctx context.Context, e *Envelope) {
		close(started)
		<-release
		_ = e.Ack(ctx, nil)
	}}
	cfg := Config{Connections: 1}
	cfg.pace.slackCloses = time.Millisecond
	startSockets(t, w, cfg, box)
	w.until(t, "the successor beside the old one", func() bool { return w.open == 2 })
	close(release)
	w.until(t, "the old one's goodbye", func() bool { return len(w.closes) == 1 })
	if w.closes[0] != websocket.CloseNormalClosure || len(w.acks["slow"]) != 1 || w.by["slow"] != 1 {
		t.Errorf("got closes %v, acks %v by %v, want the ack by the old connection before it is closed", w.closes, w.acks, w.by)
	}
}

func TestConnectionsAreRenewedByAgeAndApart(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	cfg := Config{RenewMin: 20 * time.Millisecond, RenewMax: 40 * time.Millisecond}
	cfg.pace.openEvery, cfg.pace.renewApart = time.Millisecond, time.Millisecond
	startSockets(t, w, cfg, &inbox{handle: ackAll})
	w.until(t, "many renewals", func() bool { return w.opens >= 10 })
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.most < 3 || w.most > 4 {
		t.Errorf("got %d open connections, want 3 or 4: a renewal overlaps, one at a time for each of two", w.most)
	}
	for _, code := range w.closes {
		if code != websocket.CloseNormalClosure {
			t.Errorf("got the close status %d, want %d", code, websocket.CloseNormalClosure)
		}
	}
}

func TestAnEnvelopeThatCrossesOurCloseFrameIsAckedElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		if n == 1 {
			c.SetCloseHandler(func(int, string) error {
				c.envelope(KindInteraction, "crossing", `{"type":"block_actions"}`)
				return c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second))
			})
			c.disconnect("warning")
		}
		c.readAll()
	}
	cfg := Config{Connections: 1}
	cfg.pace.slackCloses = time.Millisecond
	startSockets(t, w, cfg, &inbox{handle: ackAll})
	w.until(t, "the ack", func() bool { return len(w.acks["crossing"]) == 1 })
}

func TestAnAckOutlivesItsConnection(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	started, release := make(chan struct{}), make(chan struct{})
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		if n == 1 {
			c.envelope(KindInteraction, "orphan", `{"type":"block_actions"}`)
			<-started
			return
		}
		c.readAll()
	}
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(ctx context.Context, e *Envelope) {
		close(started)
		<-release
		if err := e.Ack(ctx, nil); err != nil {
			t.Errorf("ack: got %v, want no error", err)
		}
	}})
	w.until(t, "the successor", func() bool { return len(w.conns) == 2 })
	close(release)
	w.until(t, "the ack", func() bool { return len(w.acks["orphan"]) == 1 })
}

func TestAConnectionThatSlackWillEndIsLeftToSlack(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	end := make(chan struct{})
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		if n == 1 {
			c.disconnect("warning")
			<-end
			c.envelope(KindInteraction, "late", `{"type":"block_actions"}`)
		}
		c.readAll()
	}
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	w.until(t, "the successor", func() bool { return len(w.conns) == 2 })
	close(end)
	w.until(t, "the ack of what came after the warning", func() bool { return len(w.acks["late"]) == 1 })
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.closes) != 0 {
		t.Errorf("got the close status %v, want none: Slack ends it", w.closes)
	}
}

func TestRenewalsKeepTheirDistance(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	s := New(Config{}, &inbox{}, func() time.Time { return now }, (&testlog.Book{}).Logger())
	if wait := s.turnToRenew(); wait != 0 {
		t.Fatalf("first renewal: got a wait of %v, want none", wait)
	}
	now = now.Add(20 * time.Second)
	if wait := s.turnToRenew(); wait != 40*time.Second {
		t.Errorf("second renewal waits %v, want the rest of the minute", wait)
	}
	now = now.Add(40 * time.Second)
	if wait := s.turnToRenew(); wait != 0 {
		t.Errorf("a minute later: got a wait of %v, want none", wait)
	}
}

func TestASlowHandlerStallsNeitherPingsNorOthers(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	hold := make(chan struct{})
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		for i := range 200 {
			c.envelope(KindEvent, fmt.Sprintf("e%d", i), `{"type":"event_callback","event":{"type":"message"}}`)
		}
		c.writing.Lock()
		_ = c.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(time.Second))
		c.writing.Unlock()
		c.readAll()
	}
	var busy atomic.Int64
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(ctx context.Context, e *Envelope) {
		busy.Add(1)
		<-hold
		_ = e.Ack(ctx, nil)
	}})
	t.Cleanup(func() { close(hold) })
	w.until(t, "the pong, with all handlers held up", func() bool { return len(w.conns) == 1 && w.conns[0].pongs.Load() == 1 })
	patience.Until(t, "all envelopes were handed on", func() bool { return busy.Load() == 200 })
}

func TestWhatIsInHandFinishesBeforeTheStop(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	started, release := make(chan struct{}), make(chan struct{})
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		c.envelope(KindInteraction, "last", `{}`)
		c.readAll()
	}
	s, _ := startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(ctx context.Context, e *Envelope) {
		close(started)
		<-release
		if ctx.Err() != nil {
			t.Errorf("got %v in the work, want a context that lives", ctx.Err())
		}
		_ = e.Ack(ctx, nil)
	}})
	patience.Receive(t, "the start", started)
	drained := make(chan struct{})
	go func() { s.Drain(context.Background()); close(drained) }()
	patience.Until(t, "draining", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.draining })
	w.conns[0].envelope(KindEvent, "after", `{"type":"event_callback","event":{"type":"message"}}`)
	close(release)
	patience.Receive(t, "the draining", drained)
	w.until(t, "goodbye", func() bool { return len(w.closes) == 1 })
	if len(w.acks["last"]) != 1 || len(w.acks["after"]) != 0 {
		t.Errorf("got the acks %v, want one of last and none of after", w.acks)
	}
}

func TestFramesThatTheLibraryCannotReadAreStillEnvelopes(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		c.send(`not json at all`)
		c.envelope(KindEvent, "odd", `{"type":"event_callback","event_id":"Ev1","event":{"type":"an_event_from_the_future"}}`)
		c.readAll()
	}
	_, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	w.until(t, "the ack", func() bool { return len(w.acks["odd"]) == 1 })
	if book.Count("lost") != 0 {
		t.Errorf("got %d lost connections, want none by a bad frame", book.Count("lost"))
	}
}

func TestAnAckWithTooMuchContentGoesOutWithoutIt(t *testing.T) {
	t.Parallel()
	var sent []any
	e := NewEnvelope(KindInteraction, "e", nil, time.Now(), func(_ context.Context, _ string, payload any) error {
		sent = append(sent, payload)
		return nil
	})
	if err := e.Ack(t.Context(), strings.Repeat("x", maxAck)); err == nil {
		t.Error("content that is too large: got no error, want one")
	}
	if len(sent) != 1 || sent[0] != nil {
		t.Errorf("got %v sent, want one ack without content", sent)
	}
}
