package tracing

import (
	"context"
	"sync"
)

const (
	// mostSpans bounds the spans below a root or a job in its own process.
	mostSpans = 200
	// mostCaused bounds the rows and jobs that go on in the trace of a root or a job.
	mostCaused = 50
	// mostUses is how many jobs go on from what a row keeps: a decision may be tried for days.
	mostUses = 20
)

// allowance is what may still come of one root or job. A nil one allows everything.
type allowance struct {
	mu     sync.Mutex
	spans  int
	caused map[string]bool
}

type allowanceKey struct{}

func allowanceIn(ctx context.Context) *allowance {
	a, _ := ctx.Value(allowanceKey{}).(*allowance)
	return a
}

// span reports whether one more span may begin.
func (a *allowance) span() bool {
	if a == nil {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.spans++
	return a.spans <= mostSpans
}

// cause reports whether what has this id may go on in the trace. It counts once, however often it is asked for.
func (a *allowance) cause(id string) bool {
	if a == nil {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.caused[id] || len(a.caused) >= mostCaused {
		return a.caused[id]
	}
	if a.caused == nil {
		a.caused = map[string]bool{}
	}
	a.caused[id] = true
	return true
}

// exceeded counts the spans that there was no room for.
func (a *allowance) exceeded() int {
	if a == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return max(0, a.spans-mostSpans)
}
