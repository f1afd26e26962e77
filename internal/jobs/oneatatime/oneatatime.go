// Package oneatatime orders work that is done for one person at a time.
package oneatatime

import (
	"context"
	"sync"
)

// People lets one caller work for a person and one more wait. Further callers are not needed, since the one that
// waits has not begun. The zero value is ready for use.
type People struct {
	mu     sync.Mutex
	people map[string]*line
}

// line is the work for one person. free has a value when the next caller may begin.
type line struct {
	waiting bool
	free    chan struct{}
}

// Enter returns when it is the caller's turn; they must call leave afterwards. needed is false when another caller
// waits already.
func (o *People) Enter(ctx context.Context, person string) (leave func(), needed bool, err error) {
	o.mu.Lock()
	l := o.people[person]
	if l == nil {
		if o.people == nil {
			o.people = map[string]*line{}
		}
		l = &line{free: make(chan struct{}, 1)}
		o.people[person] = l
		o.mu.Unlock()
		return func() { o.leave(person, l) }, true, nil
	}
	if l.waiting {
		o.mu.Unlock()
		return nil, false, nil
	}
	l.waiting = true
	o.mu.Unlock()
	select {
	case <-l.free:
		return func() { o.leave(person, l) }, true, nil
	case <-ctx.Done():
		o.giveUp(person, l)
		return nil, false, ctx.Err()
	}
}

func (o *People) leave(person string, l *line) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if l.waiting {
		l.waiting = false
		l.free <- struct{}{}
		return
	}
	delete(o.people, person)
}

// giveUp withdraws a caller that waited. A turn that it was given meanwhile is passed on.
func (o *People) giveUp(person string, l *line) {
	o.mu.Lock()
	select {
	case <-l.free:
		o.mu.Unlock()
		o.leave(person, l)
	default:
		l.waiting = false
		o.mu.Unlock()
	}
}
