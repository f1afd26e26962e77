package books

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// The tables, as far as the books need them. Field names are those of the columns.
type decisionRow struct {
	ID           string
	WorkItemID   string
	ClickID      string
	Verdict      string
	SentComment  string
	IdentityID   string
	State        string
	Refusal      string
	Round        int32
	Attempt      int32
	ClickedAt    time.Time
	EndedAt      *time.Time
	LastError    string
	DeciderName  string
	ResponseUses int32
}

type cardRow struct {
	ID         string
	WorkItemID string
	IdentityID string
	ChannelID  string
	MessageTs  string
	State      string
	Asked      bool
	Withdrawn  string
	Want       int64
	Shown      int64
	Attempt    int32
	LastError  string
}

type itemRow struct {
	ID      string
	State   string
	Round   int32
	OwnerID string
	Outcome string
}

// rows is one look at the tables.
type rows struct {
	decisions []decisionRow
	cards     []cardRow
	items     map[string]itemRow
	byClick   map[string]decisionRow
}

func (a *Accountant) read(ctx context.Context) (rows, error) {
	r := rows{items: map[string]itemRow{}, byClick: map[string]decisionRow{}}
	var err error
	if r.decisions, err = collect[decisionRow](ctx, a, `SELECT id::text, work_item_id, click_id, verdict, sent_comment, identity_id, state, refusal,
		round, attempt, clicked_at, ended_at, last_error, decider_name, response_uses FROM decisions ORDER BY clicked_at`); err != nil {
		return r, err
	}
	if r.cards, err = collect[cardRow](ctx, a, `SELECT id::text, work_item_id, identity_id, channel_id, message_ts, state, asked, withdrawn,
		want, shown, attempt, last_error FROM cards ORDER BY created_at`); err != nil {
		return r, err
	}
	items, err := collect[itemRow](ctx, a, `SELECT id, state, round, owner_id, outcome FROM work_items`)
	if err != nil {
		return r, err
	}
	for _, i := range items {
		r.items[i.ID] = i
	}
	for _, d := range r.decisions {
		r.byClick[d.ClickID] = d
	}
	return r, nil
}

func collect[T any](ctx context.Context, a *Accountant, sql string) ([]T, error) {
	found, err := a.Pool.Query(ctx, sql)
	if err != nil {
		return nil, fmt.Errorf("read tables: %w", err)
	}
	all, err := pgx.CollectRows(found, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("read tables: %w", err)
	}
	return all, nil
}
