package store

import (
	"context"
	"sync"
)

// clickTurns let one click on an item at a time go to the database, for each process. All others on that item wait in
// memory, without a connection: a lock of one item, for which many wait, thereby keeps no click on another item from a
// connection. Once a click is stored, those that wait are judged at once and side by side, since hardly any of them can
// still be stored.
//
// The turns only order the clicks of one process. What counts is the lock on the item's row.
type clickTurns struct {
	mu    sync.Mutex
	items map[string]*clickTurn
	// looks bounds how many clicks are judged without a lock at once, so that connections are left for those that may be
	// stored.
	looks chan struct{}
}

// looksAtOnce is less than half of the connections that a process has for clicks.
const looksAtOnce = 3

// clickTurn is that of one item. It is there as long as a click on the item is in hand, so that there are never more than
// clicks.
type clickTurn struct {
	slot chan struct{}
	// stored is closed when a click on the item was stored, here or elsewhere.
	stored func()
	told   chan struct{}
	clicks int
}

func newClickTurns() *clickTurns {
	return &clickTurns{items: map[string]*clickTurn{}, looks: make(chan struct{}, looksAtOnce)}
}

// join gives the turn of an item; leave has to follow.
func (t *clickTurns) join(item string) *clickTurn {
	t.mu.Lock()
	defer t.mu.Unlock()
	turn, known := t.items[item]
	if !known {
		told := make(chan struct{})
		turn = &clickTurn{slot: make(chan struct{}, 1), told: told, stored: sync.OnceFunc(func() { close(told) })}
		t.items[item] = turn
	}
	turn.clicks++
	return turn
}

func (t *clickTurns) leave(item string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	turn := t.items[item]
	if turn.clicks--; turn.clicks == 0 {
		delete(t.items, item)
	}
}

// look waits until one more click may be judged without a lock.
func (t *clickTurns) look(ctx context.Context) (done func(), err error) {
	select {
	case t.looks <- struct{}{}:
		return func() { <-t.looks }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// try takes the turn if it is free.
func (t *clickTurn) try() bool {
	select {
	case t.slot <- struct{}{}:
		return true
	default:
		return false
	}
}

// wait takes the turn, or returns without it when a click on the item was stored.
func (t *clickTurn) wait(ctx context.Context) (mine bool, err error) {
	select {
	case t.slot <- struct{}{}:
		return true, nil
	case <-t.told:
		return false, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// take waits for the turn.
func (t *clickTurn) take(ctx context.Context) error {
	select {
	case t.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *clickTurn) release() { <-t.slot }
