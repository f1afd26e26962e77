package jobstest

import (
	"context"
	"sync"
	"testing"
)

// Steps lets a test fail or hold up what a worker does outside, step by step, by name.
type Steps struct {
	mu   sync.Mutex
	fail map[string][]error
	held map[string]*Hold
	// Done are the steps that were taken, in order.
	Done []string
}

// Hold is a step at which a worker stands still, as a frozen process does.
type Hold struct {
	reached, goOn chan struct{}
	once          sync.Once
}

// NewSteps makes steps that all pass.
func NewSteps() *Steps { return &Steps{fail: map[string][]error{}, held: map[string]*Hold{}} }

// Fails makes the next calls of a step end with these errors; nil lets one pass.
func (s *Steps) Fails(name string, errs ...error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail[name] = append(s.fail[name], errs...)
}

// Stops makes the next worker who comes to the step stand still there.
func (s *Steps) Stops(name string) *Hold {
	h := &Hold{reached: make(chan struct{}), goOn: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[name] = h
	return h
}

// Passes lets whoever comes to the step pass again.
func (s *Steps) Passes(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, name)
}

// Reached is closed when somebody stands still at the step.
func (h *Hold) Reached() <-chan struct{} { return h.reached }

// Wait returns when somebody stands still at the step.
func (h *Hold) Wait(t *testing.T) {
	t.Helper()
	select {
	case <-h.reached:
	case <-t.Context().Done():
		t.Fatal("nobody came to the step")
	}
}

// Wake lets whoever stands still go on.
func (h *Hold) Wake() { h.once.Do(func() { close(h.goOn) }) }

// Step is what a fake calls at each step. It returns the error that the test has set for it.
func (s *Steps) Step(_ context.Context, name string) error {
	s.mu.Lock()
	s.Done = append(s.Done, name)
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

// Count tells how often a step was taken.
func (s *Steps) Count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, d := range s.Done {
		if d == name {
			n++
		}
	}
	return n
}
