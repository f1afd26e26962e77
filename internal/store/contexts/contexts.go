package contexts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Contexts are the use cases.
type Contexts struct{ base *tx.Base }

// New makes them.
func New(base *tx.Base) Contexts { return Contexts{base} }

// maxOwners bounds who is named as somebody who still has to decide.
const maxOwners = 100

// Turn is an item as it stood when its context was asked for.
type Turn struct {
	Item  approvals.WorkItem
	Round int32
}

func (t Turn) id() []byte { return approvals.ContextTurn(t.Item, t.Round) }

// TurnOf reads an item as our tables have it.
func (d Contexts) TurnOf(ctx context.Context, workItemID string) (Turn, error) {
	row, err := db.New(d.base.Pool).GetWorkItem(ctx, workItemID)
	if err != nil {
		return Turn{}, fmt.Errorf("read work item %s: %w", workItemID, err)
	}
	w, err := stored.WorkItemFrom(row)
	return Turn{Item: w, Round: row.Round}, err
}

// ClaimContext reports whether the caller is the one who reads the context of this turn.
func (d Contexts) ClaimContext(ctx context.Context, t Turn) (mine bool, err error) {
	_, err = db.New(d.base.Pool).ClaimItemContext(ctx, db.ClaimItemContextParams{WorkItemID: t.Item.ID, Turn: t.id()})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("claim context of work item %s: %w", t.Item.ID, err)
	}
	return true, nil
}

// ContextPending reports whether somebody reads the context of an item now, for patience at most.
func (d Contexts) ContextPending(ctx context.Context, workItemID string, patience time.Duration) (bool, error) {
	pending, err := db.New(d.base.Pool).ItemContextPending(ctx, db.ItemContextPendingParams{WorkItemID: workItemID, Patience: patience})
	if err != nil {
		return false, fmt.Errorf("look for the context of work item %s: %w", workItemID, err)
	}
	return pending, nil
}

// ContextUnread notes that the context could not be read, so that nobody waits for it.
func (d Contexts) ContextUnread(ctx context.Context, t Turn) error {
	err := db.New(d.base.Pool).ItemContextUnread(ctx, db.ItemContextUnreadParams{WorkItemID: t.Item.ID, Turn: t.id()})
	if err != nil {
		return fmt.Errorf("note context of work item %s as unread: %w", t.Item.ID, err)
	}
	return nil
}

// KeepContext stores what was read. It raises no card.
func (d Contexts) KeepContext(ctx context.Context, t Turn, c approvals.ItemContext) error {
	err := db.New(d.base.Pool).KeepItemContext(ctx, db.KeepItemContextParams{WorkItemID: t.Item.ID, Turn: t.id(),
		About: approvals.ContextSubject(t.Item), Content: stored.ContextJSON(c)})
	if err != nil {
		return fmt.Errorf("keep context of work item %s: %w", t.Item.ID, err)
	}
	return nil
}

// ContextKept is what was stored last about what the item asks for now; nothing where nothing was.
func (d Contexts) ContextKept(ctx context.Context, t Turn) (approvals.ItemContext, error) {
	row, err := db.New(d.base.Pool).GetItemContext(ctx, t.Item.ID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return approvals.ItemContext{}, fmt.Errorf("read context of work item %s: %w", t.Item.ID, err)
	}
	return stored.ContextIn(row, t.Item), nil
}

// WaitingElsewhere names who has other open items of the same request before them, as far as our tables know.
func (d Contexts) WaitingElsewhere(ctx context.Context, w approvals.WorkItem) ([]string, error) {
	if w.RequestName == "" {
		return nil, nil
	}
	q := db.New(d.base.Pool)
	rows, err := q.OpenOwnersOfRequest(ctx, db.OpenOwnersOfRequestParams{RequestName: w.RequestName, ExceptID: w.ID, MaxRows: maxOwners})
	if err != nil {
		return nil, fmt.Errorf("read other items of the request of work item %s: %w", w.ID, err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]string, len(rows))
	for n, r := range rows {
		ids[n] = r.OwnerID
	}
	known, err := owners.Read(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range rows {
		names = append(names, known.Name(approvals.Ref{ID: r.OwnerID, Name: r.OwnerName}))
	}
	return names, nil
}

// DisplayNames gives the names by which people are known, for those of these names that are of one identity each.
func (d Contexts) DisplayNames(ctx context.Context, names []string) (map[string]string, error) {
	rows, err := owners.IdentitiesNamed(ctx, db.New(d.base.Pool), names)
	if err != nil {
		return nil, fmt.Errorf("read names of people: %w", err)
	}
	folded, several := map[string]string{}, map[string]bool{}
	for _, r := range rows {
		key := caseless.Name(r.Name)
		_, twice := folded[key]
		several[key] = twice
		folded[key] = stored.IdentityFrom(r, true).DisplayName()
	}
	known := map[string]string{}
	for _, name := range names {
		if key := caseless.Name(name); folded[key] != "" && !several[key] {
			known[name] = folded[key]
		}
	}
	return known, nil
}
