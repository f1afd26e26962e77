package crowds

import (
	"context"
	"sync"
	"time"
)

// Crowd knows whether very many are in hand. It is safe for concurrent use. Turns may have none: nil.
type Crowd struct {
	from     int
	holdsFor time.Duration

	mu     sync.Mutex // guards all below
	inHand int
	// now is there while very many are in hand.
	now *gathering
}

// gathering is very many in hand.
type gathering struct {
	// over is closed when they have become few.
	over  chan struct{}
	until time.Time
}

// NewCrowd makes a crowd of from and more, which is over when half of that are left. It holds back what can wait for so long at most.
func NewCrowd(from int, holdsFor time.Duration) *Crowd { return &Crowd{from: from, holdsFor: holdsFor} }

// InHand is how many are in hand.
func (c *Crowd) InHand() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inHand
}

func (c *Crowd) come() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inHand++; c.inHand >= c.from && c.now == nil {
		c.now = &gathering{make(chan struct{}), time.Now().Add(c.holdsFor)}
	}
}

func (c *Crowd) leave() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inHand--; c.inHand <= c.from/2 && c.now != nil {
		close(c.now.over)
		c.now = nil
	}
}

// AwaitCalm waits while very many are in hand: until they have become few, until the crowd has held others back for as long as it may,
// or until ctx ends.
func (c *Crowd) AwaitCalm(ctx context.Context) {
	c.mu.Lock()
	now := c.now
	c.mu.Unlock()
	if now == nil {
		return
	}
	late := time.NewTimer(time.Until(now.until))
	defer late.Stop()
	select {
	case <-now.over:
	case <-late.C:
	case <-ctx.Done():
	}
}
