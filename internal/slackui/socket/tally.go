package socket

import (
	"context"
	"sync"
)

// tally counts running work and lets a caller wait until none is left.
type tally struct {
	mu      sync.Mutex
	n       int
	waiters []chan struct{}
}

func (t *tally) add() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *tally) done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n--
	if t.n > 0 {
		return
	}
	for _, w := range t.waiters {
		close(w)
	}
	t.waiters = nil
}

// wait returns when no work is left, when ctx ends, or when gone is closed (nil: never).
func (t *tally) wait(ctx context.Context, gone <-chan struct{}) {
	t.mu.Lock()
	if t.n == 0 {
		t.mu.Unlock()
		return
	}
	w := make(chan struct{})
	t.waiters = append(t.waiters, w)
	t.mu.Unlock()
	select {
	case <-w:
	case <-ctx.Done():
	case <-gone:
	}
}
