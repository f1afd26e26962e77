package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// ToBeReminded lists, by their Slack ids, up to limit people whose reminder is on its way to a worker.
func (d Reminders) ToBeReminded(ctx context.Context, teamID string, limit int) ([]string, error) {
	ids, err := db.New(d.pool).SlackUsersToRemind(ctx, db.SlackUsersToRemindParams{TeamID: teamID, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list who is reminded next: %w", err)
	}
	return ids, nil
}
