package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/iiq-approvals/bot/internal/iiq/wire"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// Bounds of what is read, in bytes after decompression.
const (
	ListBodyLimit   = 64 << 20
	SingleBodyLimit = 4 << 20
	ErrorBodyLimit  = 64 << 10
)

// maxURL is the longest URL that is sent: docs/iiq-wire.md#filters-and-time
const maxURL = 8 << 10

// ErrTimedOut is a request that took longer than the configured time.
var ErrTimedOut = errors.New("no answer within the time for one request")

// gate lets a bounded number of requests through at once and gives each its time, from when it goes out until its body
// is closed.
type gate struct {
	base  http.RoundTripper
	slots *semaphore.Weighted
	// calm bounds how many slots requests that nobody waits for may hold, so that a decision finds a free one.
	calm    *semaphore.Weighted
	timeout time.Duration
	clock   func() time.Time
	observe Observer
}

// RoundTrip waits for a slot as long as the request's context allows.
func (g *gate) RoundTrip(req *http.Request) (*http.Response, error) {
	leave, err := g.enter(req.Context())
	if err != nil {
		closeBody(req)
		return nil, err
	}
	if end, ok := req.Context().Deadline(); ok && time.Until(end) <= 0 {
		// The timers of a process that was frozen have not run out when it wakes up, so the clock is checked as well.
		g.slots.Release(1)
		closeBody(req)
		return nil, context.DeadlineExceeded
	}
	ctx, cancel := context.WithTimeoutCause(req.Context(), g.timeout, ErrTimedOut)
	started, endpoint := g.clock(), endpointOf(ctx)
	status := 0
	ctx, span := tracing.StartCall(ctx, "IdentityIQ", endpoint)
	end := sync.OnceFunc(func() {
		cancel()
		span.SetInt(tracing.Status, status)
		span.End()
		leave()
		g.observe(endpoint, status, g.clock().Sub(started))
	})
	journeyOf(ctx).begin()
	resp, err := g.base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		if errors.Is(context.Cause(ctx), ErrTimedOut) {
			err = ErrTimedOut
		}
		span.Fail(err)
		end()
		return nil, err
	}
	status = resp.StatusCode
	resp.Body = &gatedBody{ReadCloser: resp.Body, ctx: ctx, end: end}
	return resp, nil
}

// enter waits for a slot and returns the function that gives it back.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	calm := !isUrgent(ctx)
	if calm {
		if err := g.calm.Acquire(ctx, 1); err != nil {
			return nil, err
		}
	}
	if err := g.slots.Acquire(ctx, 1); err != nil {
		if calm {
			g.calm.Release(1)
		}
		return nil, err
	}
	return func() {
		g.slots.Release(1)
		if calm {
			g.calm.Release(1)
		}
	}, nil
}

// calmSlots is how many of n slots requests that nobody waits for may hold: half of them, and at least one.
func calmSlots(n int) int64 { return int64(max(1, (n+1)/2)) }

type urgentKey struct{}

// Urgent marks requests that somebody waits for. They may take every slot; all others leave some free.
func Urgent(ctx context.Context) context.Context {
	return context.WithValue(ctx, urgentKey{}, true)
}

func isUrgent(ctx context.Context) bool {
	urgent, _ := ctx.Value(urgentKey{}).(bool)
	return urgent
}

// gatedBody gives the slot back when it is closed.
type gatedBody struct {
	io.ReadCloser
	ctx context.Context
	end func()
}

func (b *gatedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF && errors.Is(context.Cause(b.ctx), ErrTimedOut) {
		err = ErrTimedOut
	}
	return n, err
}

func (b *gatedBody) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// drain reads what is left of a small body, so that its connection can be used again.
func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, ErrorBodyLimit)
}

// cappedReader reads at most a number of bytes and remembers why it ended.
type cappedReader struct {
	src     io.Reader
	left    int64
	failure error
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.failure != nil {
		return 0, c.failure
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.src.Read(p)
	if c.left -= int64(n); c.left < 0 {
		c.failure = wire.ErrTooLarge
		return 0, c.failure
	}
	if err != nil && err != io.EOF {
		c.failure = err
	}
	return n, err
}
