package outbox

import (
	"context"
	"time"
)

// restTimeout bounds how long a Lane tries to store a rest.
const restTimeout = 2 * time.Second

// Lane is the budget for one tier of takers: interactive or bulk.
type Lane struct {
	budget      *Budget
	interactive bool
}

// Lane returns the budget for callers whom somebody waits for (interactive), or for all others.
func (b *Budget) Lane(interactive bool) Lane { return Lane{budget: b, interactive: interactive} }

// Wait is Budget.Wait for this tier.
func (l Lane) Wait(ctx context.Context, name string) error {
	return l.budget.Wait(ctx, name, l.interactive)
}

// Rest is Budget.Rest for callers whose own deadline may have passed when the 429 comes. A failure is only logged,
// since the next 429 repeats it.
func (l Lane) Rest(name string, d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), restTimeout)
	defer cancel()
	if err := l.budget.Rest(ctx, name, d); err != nil {
		l.budget.log.Error("cannot write down that Slack asks to wait", "error", err)
	}
}
