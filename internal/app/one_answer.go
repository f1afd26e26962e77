package app

import (
	"context"
	"sync"
	"time"
)

// oneAnswer makes an answer once for all who ask for it at the same time, and for those who ask a moment later. However many
// ask, it runs once at a time.
type oneAnswer[T any] struct {
	// make makes the answer; within bounds it, keep is how long it is given out.
	make         func(context.Context) T
	within, keep time.Duration

	mu      sync.Mutex
	last    T
	madeAt  time.Time
	known   bool
	running chan struct{}
}

// get gives an answer that is at most keep old; the error of ctx where none comes in time.
func (o *oneAnswer[T]) get(ctx context.Context) (T, error) {
	o.mu.Lock()
	if o.known && time.Since(o.madeAt) < o.keep {
		defer o.mu.Unlock()
		return o.last, nil
	}
	if o.running == nil {
		o.running = make(chan struct{})
		go o.renew(o.running)
	}
	running := o.running
	o.mu.Unlock()
	select {
	case <-running:
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.last, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// renew runs apart from those who ask, so that one who leaves takes nothing from the others.
func (o *oneAnswer[T]) renew(done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), o.within)
	defer cancel()
	answer := o.make(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last, o.madeAt, o.known, o.running = answer, time.Now(), true, nil
	close(done)
}
