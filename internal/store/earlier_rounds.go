package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// EarlierRoundsOf reads what is known of an item's earlier rounds. Nothing is known of an item that is not ours.
func (d Items) EarlierRoundsOf(ctx context.Context, id string) (approvals.EarlierRounds, error) {
	row, err := db.New(d.pool).GetWorkItem(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.EarlierRounds{}, nil
	}
	if err != nil {
		return approvals.EarlierRounds{}, fmt.Errorf("read work item %s: %w", id, err)
	}
	return earlierRounds(row), nil
}

// EarlierRoundsOfAll is EarlierRoundsOf for many items. Those that are not ours are left out.
func (d Items) EarlierRoundsOfAll(ctx context.Context, ids []string) (map[string]approvals.EarlierRounds, error) {
	rows, err := db.New(d.pool).EndingsKnown(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read earlier rounds of work items: %w", err)
	}
	all := make(map[string]approvals.EarlierRounds, len(rows))
	for _, r := range rows {
		all[r.ID] = approvals.EarlierRounds{Request: r.RequestName, Round: r.Round, Looked: r.EarlierEndings != nil,
			Earlier: r.EarlierEndings}
	}
	return all, nil
}

func earlierRounds(row db.WorkItem) approvals.EarlierRounds {
	return approvals.EarlierRounds{Request: row.RequestName, Round: row.Round, Looked: row.EarlierEndings != nil,
		Earlier: row.EarlierEndings}
}

// ReopenedItems lists up to limit such items.
func (d Items) ReopenedItems(ctx context.Context, limit int) ([]approvals.Reopened, error) {
	rows, err := db.New(d.pool).ReopenedItems(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list reopened items: %w", err)
	}
	items := make([]approvals.Reopened, len(rows))
	for i, r := range rows {
		items[i] = approvals.Reopened{ID: r.ID, Round: r.Round, Request: r.RequestName}
	}
	return items, nil
}

// SaveEarlierRounds notes which endings the request had before the item was seen open again. All of them are of earlier
// rounds.
func (d Items) SaveEarlierRounds(ctx context.Context, item approvals.Reopened, r approvals.IdentityRequest) error {
	earlier := []string{}
	for _, s := range r.Summaries {
		if s.WorkItemID == item.ID {
			earlier = append(earlier, s.Fingerprint())
		}
	}
	if err := db.New(d.pool).SaveEarlierEndings(ctx,
		db.SaveEarlierEndingsParams{ID: item.ID, Round: item.Round, Endings: earlier}); err != nil {
		return fmt.Errorf("save earlier endings of work item %s: %w", item.ID, err)
	}
	return nil
}
