package shadow

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// Calls adds up how IdentityIQ answers, for the summary. The zero Calls is ready for use, by any goroutine.
type Calls struct {
	mu sync.Mutex
	by map[string]CallCount
}

// CallCount is how IdentityIQ answered one kind of call.
type CallCount struct {
	// Endpoint is the call's name, without ids.
	Endpoint string
	// Calls counts all calls, Failed those without an answer, or with one that was no 2xx.
	Calls, Failed int64
	// Total and Longest are how long the answers took.
	Total, Longest time.Duration
}

func (c CallCount) plus(o CallCount) CallCount {
	return CallCount{Endpoint: o.Endpoint, Calls: c.Calls + o.Calls, Failed: c.Failed + o.Failed, Total: c.Total + o.Total,
		Longest: max(c.Longest, o.Longest)}
}

// Observe notes one call: its name without ids, the status (0 where none came), and how long it took.
func (c *Calls) Observe(endpoint string, status int, took time.Duration) {
	one := CallCount{Endpoint: endpoint, Calls: 1, Total: took, Longest: took}
	if status < 200 || status > 299 {
		one.Failed = 1
	}
	c.add(one)
}

func (c *Calls) add(one CallCount) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[string]CallCount{}
	}
	c.by[one.Endpoint] = c.by[one.Endpoint].plus(one)
}

// Store adds the new counts to the database's sums. Counts that cannot be stored are kept for the next call.
func (c *Calls) Store(ctx context.Context, pool *pgxpool.Pool) error {
	c.mu.Lock()
	fresh := c.by
	c.by = nil
	c.mu.Unlock()
	var failed error
	for _, one := range fresh {
		err := failed
		if err == nil {
			err = db.New(pool).AddShadowCalls(ctx, db.AddShadowCallsParams{Endpoint: one.Endpoint, Calls: one.Calls, Failed: one.Failed,
				Seconds: one.Total.Seconds(), Longest: one.Longest.Seconds()})
		}
		if err != nil {
			failed = err
			c.add(one)
		}
	}
	if failed != nil {
		return fmt.Errorf("store how IdentityIQ answered: %w", failed)
	}
	return nil
}
