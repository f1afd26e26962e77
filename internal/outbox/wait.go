package outbox

import (
	"context"
	"fmt"
	"time"
)

// longestNap bounds how long Wait sleeps before it asks again, since tokens may return earlier than expected.
const longestNap = time.Second

// Wait takes the tokens of one call, and waits for them as long as ctx allows. The name is a method's, or
// Post(channel). Errors are those of TryTake, and ctx's own.
func (b *Budget) Wait(ctx context.Context, name string, interactive bool) error {
	for {
		wait, err := b.TryTake(ctx, name, interactive)
		if err != nil || wait <= 0 {
			return err
		}
		if err := b.nap(ctx, min(wait, longestNap)); err != nil {
			return fmt.Errorf("wait for Slack budget %s: %w", method(name), err)
		}
	}
}

func nap(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
