package crowds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// ErrUnderWay is for work whose batch had begun and had not ended when the time for it was over.
var ErrUnderWay = errors.New("the batch is under way")

// Queue runs work in batches. It is safe for concurrent use. It holds no more work than there are callers of Do.
type Queue[T any] struct {
	run          func(batch []T)
	most, atOnce int

	mu      sync.Mutex // guards all below
	waiting []*piece[T]
	running int
	// idle is closed when nothing runs any more; nil where nothing runs.
	idle chan struct{}
}

// piece is one piece of work.
type piece[T any] struct {
	work T
	// taken is set once a batch has it.
	taken bool
	// done is closed when its batch has ended.
	done chan struct{}
}

// New makes a queue of which atOnce batches run side by side at most, with up to most pieces each. run is called on goroutines of the
// queue's own; it ends by itself, and does not panic.
func New[T any](most, atOnce int, run func(batch []T)) *Queue[T] {
	return &Queue[T]{run: run, most: most, atOnce: atOnce}
}

// Do has work done in a batch, and returns when that batch has ended. With the error of ctx alone no batch has had the work, and none
// will. With ErrUnderWay a batch has it still: the work belongs to that batch, and the caller looks at it no more.
func (q *Queue[T]) Do(ctx context.Context, work T) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p := &piece[T]{work: work, done: make(chan struct{})}
	if q.add(p) {
		go q.runAll()
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
	}
	if q.leave(p) {
		return ctx.Err()
	}
	select {
	case <-p.done:
		return nil
	default:
		return fmt.Errorf("%w: %w", ErrUnderWay, ctx.Err())
	}
}

// add lets a piece wait. It reports whether one more has to run batches from now on.
func (q *Queue[T]) add(p *piece[T]) (start bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, p)
	if q.running == q.atOnce {
		return false
	}
	if q.running++; q.idle == nil {
		q.idle = make(chan struct{})
	}
	return true
}

// AwaitIdle waits until nothing waits and no batch runs, or until ctx ends.
func (q *Queue[T]) AwaitIdle(ctx context.Context) {
	q.mu.Lock()
	idle := q.idle
	q.mu.Unlock()
	if idle == nil {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// leave takes a piece out that no batch has; false where one has it, or had it.
func (q *Queue[T]) leave(p *piece[T]) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p.taken {
		return false
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(other *piece[T]) bool { return other == p })
	return true
}

// next gives the next batch to one of those who run them. None means that this one has ended.
func (q *Queue[T]) next() []*piece[T] {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(q.most, len(q.waiting))
	if n == 0 {
		if q.running--; q.running == 0 {
			close(q.idle)
			q.idle = nil
		}
		return nil
	}
	batch := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	for _, p := range batch {
		p.taken = true
	}
	return batch
}

// runAll runs batches until nothing waits.
func (q *Queue[T]) runAll() {
	for batch := q.next(); len(batch) > 0; batch = q.next() {
		work := make([]T, len(batch))
		for i, p := range batch {
			work[i] = p.work
		}
		q.run(work)
		for _, p := range batch {
			close(p.done)
		}
	}
}
