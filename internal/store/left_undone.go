package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// LeftUndone says of which kinds there is something that nobody works on.
type LeftUndone struct {
	// Decisions are not brought to IIQ, Cards do not show what they should, and Sentences were not said to clickers.
	Decisions, Cards, Sentences bool
	// Unjudged: older rules on sensitive content than those of this process have judged an open item.
	Unjudged bool
	// Unlinked: whoever has lost a link still sees what they must not.
	Unlinked bool
	// Unreleased: new cards wait for the end of their round, which may have died.
	Unreleased bool
}

// LookForLeft looks in one statement what is left undone, and which rules are in force. It is called each second on every replica, and
// nearly always there is nothing. With an error nobody knows, and so there may be something of each kind.
func (d *core) LookForLeft(ctx context.Context) (LeftUndone, error) {
	row, err := db.New(d.pool).LeftUndone(ctx, d.rules.Generation())
	if err != nil {
		return LeftUndone{true, true, true, true, true, true}, fmt.Errorf("look for what is left undone: %w", err)
	}
	d.rules.SawInForce(row.Generation)
	return LeftUndone{Decisions: row.Decisions, Cards: row.Cards, Sentences: row.Sentences, Unjudged: row.Unjudged, Unlinked: row.Unlinked,
		Unreleased: row.Unreleased}, nil
}
