package schedule

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// HomeTurn is a replica's turn to publish somebody's Home tab. The zero HomeTurn is nobody's.
type HomeTurn struct {
	teamID, slackUserID string
	turn                int64
}

// HomeTurns say which of several replicas publishes the newest of somebody's Home tab.
type HomeTurns struct{ on *pgxpool.Pool }

// NewHomeTurns reads and writes the turns of a migrated database.
func NewHomeTurns(pool *pgxpool.Pool) *HomeTurns { return &HomeTurns{on: pool} }

// TakeHomeTurn must be called before the content of the tab is read, so that a later turn always reads newer content.
// A person who has never opened their Home tab has no turns.
func (h *HomeTurns) TakeHomeTurn(ctx context.Context, teamID, slackUserID string) (HomeTurn, error) {
	n, err := db.New(h.on).TakeHomeTurn(ctx, db.TakeHomeTurnParams{TeamID: teamID, SlackUserID: slackUserID})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return HomeTurn{}, fmt.Errorf("take turn for Home tab: %w", err)
	}
	return HomeTurn{teamID: teamID, slackUserID: slackUserID, turn: n}, nil
}

// LastHomeTurn reports whether nobody took a later turn. It is asked after the tab was published. When it is false,
// something newer may have been overwritten, and the tab has to be published again. A tab that was owed is so no longer after its
// last turn.
func (h *HomeTurns) LastHomeTurn(ctx context.Context, t HomeTurn) (bool, error) {
	n, err := db.New(h.on).LastHomeTurn(ctx, db.LastHomeTurnParams{TeamID: t.teamID, SlackUserID: t.slackUserID})
	if errors.Is(err, pgx.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("read turn of Home tab: %w", err)
	}
	if n != t.turn {
		return false, nil
	}
	p := db.HomePublishedParams{TeamID: t.teamID, SlackUserID: t.slackUserID, Turn: t.turn}
	if err := db.New(h.on).HomePublished(ctx, p); err != nil {
		return false, fmt.Errorf("note that a Home tab was published: %w", err)
	}
	return true, nil
}
