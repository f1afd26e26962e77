package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// TakeEvent reports whether this event or command of Slack is new to every replica.
func (d *core) TakeEvent(ctx context.Context, id string) (bool, error) {
	n, err := db.New(d.pool).TakeEvent(ctx, id)
	if err != nil {
		return false, fmt.Errorf("take event: %w", err)
	}
	return n == 1, nil
}

// SweepEvents forgets events that are too old to come again.
func (d *core) SweepEvents(ctx context.Context) error {
	if _, err := db.New(d.pool).SweepEvents(ctx); err != nil {
		return fmt.Errorf("sweep events: %w", err)
	}
	return nil
}
