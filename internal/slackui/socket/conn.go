package socket

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// writeWithin bounds each write of a frame, and the wait for the turn to write a close frame or a pong.
	writeWithin = time.Second
	// closeWithin bounds the wait for Slack's close frame after ours.
	closeWithin = time.Second
)

// conn is one connection from its dial to its end. One goroutine reads it until Slack ends it or is gone; acks are written
// by whoever acks.
type conn struct {
	cfg  Config
	take func(*Envelope) bool
	// elsewhere acks by another connection.
	elsewhere func(ctx context.Context, ack []byte) error
	clock     func() time.Time
	log       *slog.Logger

	ctx    context.Context
	cancel context.CancelFunc
	// hello is closed when Slack has greeted, over when the connection has ended, mute when a write has failed; leaving has
	// the reason of a disconnect.
	hello   chan struct{}
	over    chan struct{}
	mute    chan struct{}
	leaving chan string
	count   atomic.Int64

	// endsBefore is how many connections of the pool had ended when this one began; the pool's mu guards it.
	endsBefore int

	inFlight inFlight
	// strange holds the unknown kinds of frames that were logged, unread the first frame that was none; only the reader uses
	// them.
	strange map[string]bool
	unread  sync.Once

	// ws is set before the hello. writing is held during each write of an ack; the library allows one at a time.
	ws      *websocket.Conn
	writing sync.Mutex
	muted   sync.Once

	mu   sync.Mutex
	fail error
}

func newConn(ctx context.Context, cfg Config, take func(*Envelope) bool, elsewhere func(context.Context, []byte) error,
	clock func() time.Time, log *slog.Logger) *conn {
	c := &conn{
		cfg: cfg, take: take, elsewhere: elsewhere, clock: clock, log: log, strange: map[string]bool{},
		hello: make(chan struct{}), over: make(chan struct{}), mute: make(chan struct{}), leaving: make(chan string, 1),
	}
	c.ctx, c.cancel = context.WithCancel(ctx)
	return c
}

// run dials and keeps the connection until it ends or its context does; then over is closed.
func (c *conn) run() {
	defer close(c.over)
	defer c.cancel()
	ws, err := c.dial(c.ctx)
	if err != nil {
		c.end(err)
		return
	}
	c.serve(ws)
}

// serve reads until the end. When the end is ours, Slack is told by a close frame and read on until its own: closing with
// unread bytes would reset the connection and could destroy our close frame, and an envelope may have crossed it. That is
// acked elsewhere.
func (c *conn) serve(ws *websocket.Conn) {
	c.ws = ws
	read := make(chan struct{})
	go func() {
		defer close(read)
		err := c.readAll(ws)
		c.end(err)
		if _, theirs := errors.AsType[*websocket.CloseError](err); !theirs {
			discard(ws.NetConn())
		}
	}()
	<-c.ctx.Done()
	if goodbye(ws) {
		waitFor(read, closeWithin)
	}
	if err := ws.Close(); err != nil {
		c.log.Debug("close of a Slack connection failed", "error", err)
	}
	<-read
}

// discard reads away what comes after a frame that ended the reading, until the connection is closed.
func discard(raw net.Conn) {
	if raw.SetReadDeadline(time.Time{}) == nil {
		_, _ = io.Copy(io.Discard, raw)
	}
}

// goodbye sends a close frame with the status 1000 and reports whether one is out. A connection without one stays
// registered at Slack, and payloads sent to it are lost: https://github.com/slackapi/python-slack-sdk/issues/1940 .
func goodbye(ws *websocket.Conn) bool {
	message := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	err := ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(writeWithin))
	return err == nil || errors.Is(err, websocket.ErrCloseSent)
}

// waitFor waits until done is closed, but not longer than d.
func waitFor(done <-chan struct{}, d time.Duration) {
	patience := time.NewTimer(d)
	defer patience.Stop()
	select {
	case <-done:
	case <-patience.C:
	}
}

// closeGracefully ends the connection once nothing that came by it is in flight, or when ctx ends.
func (c *conn) closeGracefully(ctx context.Context) {
	c.inFlight.wait(ctx, c.over)
	c.cancel()
	<-c.over
}

// end stops the connection and says why.
func (c *conn) end(err error) {
	c.failed(err)
	c.cancel()
}

// failed keeps the first error.
func (c *conn) failed(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail == nil && !errors.Is(err, context.Canceled) {
		c.fail = err
	}
}

// ending says why the connection has ended. The reason of a disconnect counts more than the cut that follows it.
func (c *conn) ending() error {
	select {
	case reason := <-c.leaving:
		return &disconnectError{reason: reason}
	default:
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail == nil {
		return errConnOver
	}
	return c.fail
}

func (c *conn) live() bool { return closed(c.hello) && !closed(c.over) }

// canAck reports whether an ack may go out here: not before the hello, nor once the end has begun.
func (c *conn) canAck() bool {
	return c.live() && c.ctx.Err() == nil && !closed(c.mute)
}

func closed(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}
