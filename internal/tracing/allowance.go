package tracing

import (
	"context"
	"sync"
)

const (
	// mostSpans bounds the spans below a root or a job within its own process.
	mostSpans = 200
	// mostCaused bounds the rows and jobs that continue the trace of a root or a job.
	mostCaused = 50
	// mostUses is how many jobs may continue from one row, since a decision may be tried for days.
	mostUses = 20
)

// allowance is how much may still follow from one root or job. A nil allowance allows everything.
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

// cause reports whether the row or job with this id may continue the trace. An id counts once, however often it is
// asked for.
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

// exceeded counts the spans beyond the bound.
func (a *allowance) exceeded() int {
	if a == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return max(0, a.spans-mostSpans)
}
