package crowds

import (
	"context"
	"sync"
)

// Turns let those who want the same thing go one at a time. It is safe for concurrent use. It holds nothing of a thing that nobody
// wants, so that there are never more turns than callers.
type Turns struct {
	mu     sync.Mutex
	things map[string]*Turn
	crowd  *Crowd
}

// Turn is that of one thing, as long as somebody wants it.
type Turn struct {
	slot chan struct{}
	tell func()
	told chan struct{}
	want int
}

// NewTurns makes turns, and tells crowd, which may be nil, how many are in hand.
func NewTurns(crowd *Crowd) *Turns { return &Turns{things: map[string]*Turn{}, crowd: crowd} }

// Join gives the turn of a thing; Leave has to follow.
func (t *Turns) Join(thing string) *Turn {
	t.crowd.come()
	t.mu.Lock()
	defer t.mu.Unlock()
	turn, known := t.things[thing]
	if !known {
		told := make(chan struct{})
		turn = &Turn{slot: make(chan struct{}, 1), told: told, tell: sync.OnceFunc(func() { close(told) })}
		t.things[thing] = turn
	}
	turn.want++
	return turn
}

// Leave ends what Join began.
func (t *Turns) Leave(thing string) {
	t.crowd.leave()
	t.mu.Lock()
	defer t.mu.Unlock()
	turn := t.things[thing]
	if turn.want--; turn.want == 0 {
		delete(t.things, thing)
	}
}

// Try takes the turn if it is free.
func (t *Turn) Try() bool {
	select {
	case t.slot <- struct{}{}:
		return true
	default:
		return false
	}
}

// Wait takes the turn, or returns without it when Got was called.
func (t *Turn) Wait(ctx context.Context) (mine bool, err error) {
	select {
	case t.slot <- struct{}{}:
		return true, nil
	case <-t.told:
		return false, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// Take waits for the turn.
func (t *Turn) Take(ctx context.Context) error {
	select {
	case t.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Release gives the turn to the next.
func (t *Turn) Release() { <-t.slot }

// Got tells all who wait now and later that somebody got the thing.
func (t *Turn) Got() { t.tell() }
