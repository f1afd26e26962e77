package jobs_test

import (
	"context"
	"sync"
	"testing"
)

// steps lets a test fail or hold up what a worker does outside, step by step, by name.
type steps struct {
	mu   sync.Mutex
	fail map[string][]error
	held map[string]*hold
	done []string
}

// hold is a step at which a worker stands still, as a frozen process does.
type hold struct {
	reached, goOn chan struct{}
	once          sync.Once
}

func newSteps() *steps { return &steps{fail: map[string][]error{}, held: map[string]*hold{}} }

// fails makes the next calls of a step end with these errors; nil lets one pass.
func (s *steps) fails(name string, errs ...error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail[name] = append(s.fail[name], errs...)
}

// stops makes the next worker who comes to the step stand still there.
func (s *steps) stops(name string) *hold {
	h := &hold{reached: make(chan struct{}), goOn: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[name] = h
	return h
}

// wait returns when somebody stands still at the step.
func (h *hold) wait(t *testing.T) {
	t.Helper()
	select {
	case <-h.reached:
	case <-t.Context().Done():
		t.Fatal("nobody came to the step")
	}
}

// wake lets whoever stands still go on.
func (h *hold) wake() { h.once.Do(func() { close(h.goOn) }) }

func (s *steps) step(_ context.Context, name string) error {
	s.mu.Lock()
	s.done = append(s.done, name)
	h := s.held[name]
	delete(s.held, name)
	var err error
	if list := s.fail[name]; len(list) > 0 {
		err, s.fail[name] = list[0], list[1:]
	}
	s.mu.Unlock()
	if h != nil {
		close(h.reached)
		<-h.goOn
	}
	return err
}

// count tells how often a step was taken.
func (s *steps) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, d := range s.done {
		if d == name {
			n++
		}
	}
	return n
}
