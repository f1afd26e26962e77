package socket

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// maxFrame bounds the size of one frame from Slack.
const maxFrame = 4 << 20

// link is one connection from its dial to its end, with a slack-go client of its own. It turns off the library's own
// reconnecting by refusing the second call of apps.connections.open, so that this package decides when to dial.
type link struct {
	client *socketmode.Client
	take   func(*Envelope) bool
	// elsewhere acks by another connection.
	elsewhere ackFunc
	clock     func() time.Time
	log       *slog.Logger

	ctx    context.Context
	cancel context.CancelFunc
	// hello is closed when Slack has greeted, over when the connection has ended. leaving has the reason of a disconnect.
	hello   chan struct{}
	over    chan struct{}
	leaving chan string
	count   atomic.Int64

	conn   atomic.Pointer[frameConn]
	acked  atomic.Int64
	inHand tally
	parted atomic.Bool

	mu   sync.Mutex
	fail error
}

type ackFunc func(ctx context.Context, id string, payload any) error

func newLink(ctx context.Context, cfg Config, take func(*Envelope) bool, elsewhere ackFunc,
	clock func() time.Time, log *slog.Logger) *link {
	l := &link{
		take: take, elsewhere: elsewhere, clock: clock, log: log,
		hello: make(chan struct{}), over: make(chan struct{}), leaving: make(chan string, 1),
	}
	l.ctx, l.cancel = context.WithCancel(ctx)
	once := &onceDoer{client: cfg.HTTP, spent: func() { l.end(errLinkSpent) }}
	api := slack.New("", slack.OptionAppLevelToken(cfg.AppToken), slack.OptionAPIURL(cfg.APIURL), slack.OptionHTTPClient(once))
	dialer := frameDialer(tlsSettings(cfg.HTTP), func(c *frameConn) { l.conn.Store(c) }, l.disconnecting)
	l.client = socketmode.New(api, socketmode.OptionDialer(dialer), socketmode.OptionReadLimit(maxFrame))
	return l
}

// onceDoer lets one call of apps.connections.open through.
type onceDoer struct {
	client *http.Client
	used   atomic.Bool
	spent  func()
}

// Do sends the first request and refuses every other.
func (d *onceDoer) Do(r *http.Request) (*http.Response, error) {
	if d.used.Swap(true) {
		d.spent()
		return nil, errLinkSpent
	}
	return d.client.Do(r)
}

// run keeps the connection until it ends or its context does; then over is closed.
func (l *link) run() {
	defer close(l.over)
	defer l.cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.end(l.client.RunContext(l.ctx))
	}()
	for {
		select {
		case e := <-l.client.Events:
			l.event(e)
		case <-ended:
			return
		}
	}
}

// event must never wait, since a reader that stalls stops answering pings as well.
func (l *link) event(e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello:
		l.greeted(e.Request)
	case socketmode.EventTypeConnectionError:
		if c, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
			l.end(c.ErrorObj)
		}
	case socketmode.EventTypeInvalidAuth:
		l.end(errInvalidLink)
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive:
		l.received(e.Request)
	case socketmode.EventTypeErrorBadMessage:
		l.unread(e.Data)
	case socketmode.EventTypeErrorWriteFailed:
		if w, ok := e.Data.(*socketmode.ErrorWriteFailed); ok {
			l.acked.Add(-1)
			go l.again(w)
		}
	}
}

func (l *link) greeted(r *socketmode.Request) {
	select {
	case <-l.hello:
		return
	default:
	}
	if r != nil {
		l.count.Store(int64(r.NumConnections))
	}
	close(l.hello)
}

// unread takes what slack-go could not parse. Its types lack fields that payloads have, and only the envelope is
// needed here.
func (l *link) unread(data any) {
	bad, ok := data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil || r.EnvelopeID == "" {
		l.log.Warn("frame from Slack could not be read", "error", bad.Cause)
		return
	}
	l.received(&r)
}

func (l *link) received(r *socketmode.Request) {
	if r == nil || r.EnvelopeID == "" {
		return
	}
	e := NewEnvelope(EnvelopeKind(r.Type), r.EnvelopeID, r.Payload, l.clock(), l.ack)
	e.Retry = r.RetryAttempt
	e.Finish = l.inHand.done
	l.inHand.add()
	if !l.take(e) {
		e.Done()
	}
}

// ack answers on the connection that carried the envelope. When that one has ended it tries another. It is unknown
// whether Slack counts such an ack; slack-go itself sends left-over acks on its next connection.
func (l *link) ack(ctx context.Context, id string, payload any) error {
	if !l.speaks() {
		return l.elsewhere(ctx, id, payload)
	}
	return l.queue(ctx, id, payload)
}

func (l *link) queue(ctx context.Context, id string, payload any) error {
	err := l.client.AckCtx(ctx, id, payload)
	if err == nil {
		l.acked.Add(1)
	}
	return err
}

// again acks by another connection what could not be written to this one.
func (l *link) again(w *socketmode.ErrorWriteFailed) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.ctx), ackBudget)
	defer cancel()
	if err := l.elsewhere(ctx, w.Response.EnvelopeID, w.Response.Payload); err != nil {
		l.log.Warn("ack could not be written", "envelope_id", w.Response.EnvelopeID, "error", w.Cause)
	}
}

// disconnecting is called by the connection for a disconnect frame. The first reason counts.
func (l *link) disconnecting(reason string) {
	select {
	case l.leaving <- reason:
	default:
	}
}

// end stops the connection; the first error gives the reason.
func (l *link) end(err error) {
	l.mu.Lock()
	if l.fail == nil && !errors.Is(err, context.Canceled) {
		l.fail = err
	}
	l.mu.Unlock()
	l.cancel()
}

func (l *link) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail == nil {
		return errLinkSpent
	}
	return l.fail
}

// ending says why the connection has ended. The reason of a disconnect counts more than the cut that follows it.
func (l *link) ending() error {
	select {
	case reason := <-l.leaving:
		return &disconnectError{reason: reason}
	default:
		return l.err()
	}
}

func (l *link) live() bool {
	select {
	case <-l.over:
		return false
	default:
	}
	select {
	case <-l.hello:
		return true
	default:
		return false
	}
}

// speaks reports whether an ack may go out here. slack-go never sends what is queued after an end.
func (l *link) speaks() bool {
	c := l.conn.Load()
	return l.live() && !l.parted.Load() && c != nil && !c.ended.Load()
}

// flushed reports whether every ack that was queued has been written to the connection.
func (l *link) flushed() bool {
	c := l.conn.Load()
	return c == nil || c.wrote.Load() >= l.acked.Load()
}

const flushLook = 5 * time.Millisecond

// letGo ends the connection once its running work has ended and its acks are out, or when ctx ends. After our close
// frame it is read until the other side's, since an envelope may have crossed ours; that envelope is acked by another
// connection.
func (l *link) letGo(ctx context.Context) {
	l.inHand.wait(ctx, l.over)
	for !l.flushed() && pause(ctx, flushLook) {
		if !l.live() {
			break
		}
	}
	l.parted.Store(true)
	if c := l.conn.Load(); c != nil && c.goodbye() {
		patience := time.NewTimer(closeWithin)
		defer patience.Stop()
		select {
		case <-l.over:
		case <-patience.C:
		}
	}
	l.cancel()
	<-l.over
}

// closeWithin bounds the wait for the other side's close frame.
const closeWithin = time.Second
