package store

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Backlog is how much is unfinished, for metrics and administrators.
type Backlog struct {
	Decisions int64
	// OldestDecision is how long the oldest unfinished decision has waited.
	OldestDecision time.Duration
	// Held counts those that are kept since IIQ is in trouble. Kinds with none are left out.
	Held map[approvals.IIQTroubleKind]int64
	// CardsBehind counts cards that do not yet show what they should.
	CardsBehind int64
	// Unreachable counts approvers for whom a card waits that nobody in Slack could be sent.
	Unreachable int64
}

// Backlog counts what is unfinished.
func (d *core) Backlog(ctx context.Context) (Backlog, error) {
	q := db.New(d.pool)
	dec, err := q.CountDecisionsUnfinished(ctx)
	if err != nil {
		return Backlog{}, fmt.Errorf("count decisions: %w", err)
	}
	b := Backlog{Decisions: dec.Count, OldestDecision: time.Duration(dec.OldestSeconds * float64(time.Second))}
	held, err := q.CountDecisionsHeld(ctx)
	if err != nil {
		return Backlog{}, fmt.Errorf("count decisions that are held: %w", err)
	}
	b.Held = map[approvals.IIQTroubleKind]int64{}
	for _, h := range held {
		b.Held[approvals.IIQTroubleKind(h.Kind)] = h.Total
	}
	if b.CardsBehind, err = q.CountCardsBehind(ctx); err != nil {
		return Backlog{}, fmt.Errorf("count cards behind: %w", err)
	}
	if b.Unreachable, err = q.CountCardsUnreachable(ctx); err != nil {
		return Backlog{}, fmt.Errorf("count unreachable approvers: %w", err)
	}
	return b, nil
}
