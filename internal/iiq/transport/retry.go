package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// MaxTries is how often a read is sent at most. A write is sent once.
const MaxTries = 3

// longestWait is the longest Retry-After that a read waits for.
const longestWait = 30 * time.Second

// retry repeats a read that got no connection, a cut one, or a busy IIQ. A request that ran out of time is not
// repeated, since more requests do not help an IIQ that hangs.
func (c *Caller) retry(ctx context.Context, once func() error) error {
	for try := 1; ; try++ {
		err := once()
		if err == nil || try == MaxTries || ctx.Err() != nil || !repeatable(err) {
			return err
		}
		pause := max(Backoff(try), approvals.RetryAfter(err))
		if pause > longestWait || !c.Wait(ctx, pause) {
			return err
		}
	}
}

func repeatable(err error) bool {
	if errors.Is(err, ErrTimedOut) {
		return false
	}
	return errors.Is(err, approvals.ErrIIQAway) || errors.Is(err, approvals.ErrIIQBusy)
}

// Backoff is between half of and the whole of 200 ms, 400 ms.
func Backoff(try int) time.Duration {
	whole := 100 * time.Millisecond << try
	return whole/2 + rand.N(whole/2)
}

// waitFor pauses. It returns false when the context has ended, or would end first.
func waitFor(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
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
