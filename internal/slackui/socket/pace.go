package socket

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// How many connections a process may open at once, and how long one more takes.
	opensInHand = 10
	openEvery   = 4 * time.Second
)

// pacer keeps calls of apps.connections.open rare: a connection that is lost after its hello is dialled again at once, and
// a server that answers each with a disconnect would get thousands of calls a second.
type pacer struct {
	bucket *rate.Limiter
	// dialing holds one token: never two dials at the same moment.
	dialing chan struct{}
	clock   func() time.Time
	log     *slog.Logger

	mu    sync.Mutex
	said  bool
	opens int64
}

func newPacer(inHand int, every time.Duration, clock func() time.Time, log *slog.Logger) *pacer {
	return &pacer{
		bucket: rate.NewLimiter(rate.Every(every), inHand), dialing: make(chan struct{}, 1), clock: clock, log: log,
	}
}

// acquire waits until one more connection may be dialled and no other dial runs. The caller calls release when its
// dial has ended, well or badly. The error is the context's.
func (p *pacer) acquire(ctx context.Context) (release func(), err error) {
	select {
	case p.dialing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := p.clock()
	reserved := p.bucket.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	p.tell(wait)
	if !pause(ctx, wait) {
		reserved.CancelAt(p.clock())
		<-p.dialing
		return nil, ctx.Err()
	}
	p.mu.Lock()
	p.opens++
	p.mu.Unlock()
	return sync.OnceFunc(func() { <-p.dialing }), nil
}

// tell logs once that connections are lost too fast, and again only after a calm time.
func (p *pacer) tell(wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait <= 0 {
		p.said = false
		return
	}
	if p.said {
		return
	}
	p.said = true
	p.log.Warn("Slack connections are lost faster than they may be opened again; opening one every few seconds", "wait", wait)
}

func (p *pacer) opened() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opens
}

// pause waits for d. It returns false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
