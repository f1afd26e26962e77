package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// LongestRest bounds a rest. A longer one in the database means that Postgres's clock was set back.
const LongestRest = 10 * time.Minute

// Rest keeps every replica from calling a method (or, with Post(channel), from posting to one channel) for d, at most
// LongestRest. d is the Retry-After of Slack's 429. A present rest that lasts longer stays. Slack does not say whether
// a 429 to chat.postMessage means the channel or the method. https://docs.slack.dev/apis/web-api/rate-limits
func (b *Budget) Rest(ctx context.Context, name string, d time.Duration) error {
	d = min(max(d, 0), LongestRest)
	m, channel := split(name)
	l, _, err := limitOf(m)
	if err != nil {
		return err
	}
	if channel != "" {
		l = channelLimit()
	} else {
		b.purse(m).empty()
	}
	b.log.Warn("Slack asks to wait", "method", m, "one_channel", channel != "", "seconds", d.Seconds())
	err = b.q.RestSlackBudget(ctx, db.RestSlackBudgetParams{
		Method: name, Leave: l.reserve(), Seconds: d.Seconds(), LongestRest: LongestRest.Seconds(),
	})
	if err != nil {
		return fmt.Errorf("rest Slack budget %s: %w", m, err)
	}
	return nil
}

// restOf gives how long the longest rest of these budgets lasts; 0: none rests.
func (b *Budget) restOf(ctx context.Context, names ...string) (time.Duration, error) {
	rest, err := b.q.ReadSlackRest(ctx, db.ReadSlackRestParams{Methods: names, LongestRest: LongestRest.Seconds()})
	if err != nil {
		return 0, fmt.Errorf("read rest of Slack budget %s: %w", method(names[0]), err)
	}
	return seconds(rest), nil
}
