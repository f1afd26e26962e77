package socket

import (
	"context"
	"sync"
)

// inFlight counts what is worked on and lets one wait until it is nothing.
type inFlight struct {
	mu      sync.Mutex
	n       int
	waiters []chan struct{}
}

func (f *inFlight) add() {
	f.mu.Lock()
	f.n++
	f.mu.Unlock()
}

func (f *inFlight) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n--
	if f.n > 0 {
		return
	}
	for _, w := range f.waiters {
		close(w)
	}
	f.waiters = nil
}

// wait returns when nothing is in flight, when ctx ends, or when gone is closed (nil: never).
func (f *inFlight) wait(ctx context.Context, gone <-chan struct{}) {
	f.mu.Lock()
	if f.n == 0 {
		f.mu.Unlock()
		return
	}
	w := make(chan struct{})
	f.waiters = append(f.waiters, w)
	f.mu.Unlock()
	select {
	case <-w:
	case <-ctx.Done():
	case <-gone:
	}
}
