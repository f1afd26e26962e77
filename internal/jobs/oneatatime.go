package jobs

import (
	"context"
	"sync"
)

// oneAtATime lets one do something for a person and one wait for it; whoever comes beyond that is not needed, since the one
// that waits has not begun. The zero value is ready.
type oneAtATime struct {
	mu     sync.Mutex
	people map[string]*line
}

// line is who is at it for one person. free has a value when the next may begin.
type line struct {
	waiting bool
	free    chan struct{}
}

// enter returns when it is one's turn; leave has to be called then. needed is false when another one waits already.
func (o *oneAtATime) enter(ctx context.Context, person string) (leave func(), needed bool, err error) {
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

func (o *oneAtATime) leave(person string, l *line) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if l.waiting {
		l.waiting = false
		l.free <- struct{}{}
		return
	}
	delete(o.people, person)
}

// giveUp takes back the wish of one that waited; what was handed to it in the meantime is handed on.
func (o *oneAtATime) giveUp(person string, l *line) {
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
