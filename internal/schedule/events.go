package schedule

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// Events say which of several replicas takes an event or a command of Slack, which may come to each of them.
type Events struct{ on *pgxpool.Pool }

// NewEvents reads and writes the events of a migrated database.
func NewEvents(pool *pgxpool.Pool) *Events { return &Events{on: pool} }

// TakeEvent reports whether this event or command of Slack is new to every replica.
func (e *Events) TakeEvent(ctx context.Context, id string) (bool, error) {
	n, err := db.New(e.on).TakeEvent(ctx, id)
	if err != nil {
		return false, fmt.Errorf("take event: %w", err)
	}
	return n == 1, nil
}

// SweepEvents forgets events that are too old to come again.
func (e *Events) SweepEvents(ctx context.Context) error {
	if _, err := db.New(e.on).SweepEvents(ctx); err != nil {
		return fmt.Errorf("sweep events: %w", err)
	}
	return nil
}
