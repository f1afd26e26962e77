package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// LeftUndone says of which kinds there is something that nobody works on.
type LeftUndone struct {
	// Decisions are not brought to IIQ, Cards do not show what they should, and Sentences were not said to clickers.
	Decisions, Cards, Sentences bool
	// Bulks: a bulk's message does not tell yet how all of it ended.
	Bulks bool
	// Unjudged: older rules on sensitive content than those of this process have judged an open item.
	Unjudged bool
	// Unlinked: whoever has lost a link still sees what they must not.
	Unlinked bool
	// Unreleased: new cards wait for the end of their round, which may have died.
	Unreleased bool
}

// LookForLeft looks in one trip what is left undone, which rules are in force, and, as LookForLoss, whether the database has lost
// something: what it then has in hand is marked before anybody works on it. It is called each second on every replica, and nearly
// always there is nothing. With an error nobody knows, and so there may be something of each kind.
func (d *core) LookForLeft(ctx context.Context) (left LeftUndone, err error) {
	var lost func(context.Context) (int, error)
	err = postgres.AtOnce(ctx, func(ctx context.Context) error {
		trip := &tx.Trip{}
		lost = d.losses().AskForLoss(ctx, trip)
		trip.Ask(func(q *db.Queries) (err error) {
			left, err = d.leftUndone(ctx, q)
			return err
		})
		return d.base.Look(ctx, trip)
	})
	if err == nil {
		_, err = lost(ctx)
		return left, err
	}
	return LeftUndone{true, true, true, true, true, true, true}, fmt.Errorf("look for what is left undone: %w", err)
}

func (d *core) leftUndone(ctx context.Context, q *db.Queries) (LeftUndone, error) {
	row, err := q.LeftUndone(ctx, d.rules.Generation())
	if err == nil && row.ReadOnly {
		err = postgres.ErrReadOnly
	}
	if err != nil {
		return LeftUndone{}, err
	}
	d.rules.SawInForce(row.Generation)
	return LeftUndone{Decisions: row.Decisions, Cards: row.Cards, Sentences: row.Sentences, Bulks: row.Bulks,
		Unjudged: row.Unjudged, Unlinked: row.Unlinked, Unreleased: row.Unreleased}, nil
}
