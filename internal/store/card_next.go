package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// maxQueue bounds what is read of one person's queue. In a longer queue only the most urgent items take turns.
const maxQueue = 1000

func (d Cards) queueOf(ctx context.Context, q *db.Queries, identityID string) ([]approvals.QueueItem, error) {
	rows, err := q.UndecidedOfIdentity(ctx, db.UndecidedOfIdentityParams{IdentityID: identityID, Now: d.clock(), MaxRows: maxQueue})
	if err != nil {
		return nil, fmt.Errorf("read queue: %w", err)
	}
	queue := make([]approvals.QueueItem, len(rows))
	for i, r := range rows {
		queue[i] = approvals.QueueItem{ID: r.ID, Due: stored.TimeOf(r.DueAt), Level: r.Level, Created: r.CreatedAt}
	}
	return queue, nil
}

// sendNext sends the card that comes after a decided one, in the transaction that records the decision.
func (d Cards) sendNext(ctx context.Context, t *tx.Tx, item db.WorkItem, row db.Decision) error {
	at := approvals.QueueItem{ID: item.ID, Due: stored.TimeOf(item.DueAt), Level: item.Level, Created: item.CreatedAt}
	next, found, err := d.holdNext(ctx, t, row.IdentityID, func(queue []approvals.QueueItem) (approvals.QueueItem, bool, error) {
		next, ok := d.cfg.After(append(queue, at), item.ID)
		return next, ok, nil
	})
	if err != nil || !found {
		return err
	}
	return insertCardOnDemand(ctx, t, next, row.IdentityID, row.SlackTeamID, row.SlackUserID, true)
}

// nextTries is how often somebody's next item is looked for when they lose each that is found, before nothing else waits.
const nextTries = 3

// holdNext finds somebody's next item and holds it: whoever took it away, or ended it, since the queue was read has been waited for, and
// the next one finds the card that follows.
func (d Cards) holdNext(ctx context.Context, t *tx.Tx, identityID string,
	pick func([]approvals.QueueItem) (approvals.QueueItem, bool, error),
) (row db.WorkItem, found bool, err error) {
	for range nextTries {
		queue, err := d.queueOf(ctx, t.Queries, identityID)
		if err != nil {
			return row, false, err
		}
		next, ok, err := pick(queue)
		if err != nil || !ok {
			return row, false, err
		}
		if row, err = t.HoldWorkItem(ctx, next.ID); err != nil {
			return row, false, fmt.Errorf("hold work item %s: %w", next.ID, err)
		}
		a, err := t.GetApprover(ctx, db.GetApproverParams{WorkItemID: next.ID, IdentityID: identityID})
		if err != nil {
			return row, false, fmt.Errorf("read approver: %w", err)
		}
		if a.Active && a.Open {
			return row, true, nil
		}
	}
	return row, false, nil
}

// insertCardOnDemand wants the item held, and judged since.
func insertCardOnDemand(ctx context.Context, t *tx.Tx, item db.WorkItem, identityID, teamID, slackUserID string, inRun bool) error {
	id := uuid.New()
	err := t.InsertAskedCard(ctx, db.InsertAskedCardParams{ID: id, WorkItemID: item.ID, Round: item.Round,
		IdentityID: identityID, TeamID: teamID, SlackUserID: slackUserID, InRun: inRun})
	if err != nil {
		return fmt.Errorf("insert card: %w", err)
	}
	t.Trace(id)
	t.Show(id, 1, 1, tx.QueueInteractive)
	return retireCopies(ctx, t, item.ID, identityID)
}

// askedCopies is how many copies that somebody asked for follow an item, besides the card that they got unasked. Each change of the
// item has to reach all of them, from a budget that everybody shares.
const askedCopies = 2

// retireCopies lets older copies say that there are newer ones, once, and drops those that were not sent yet.
func retireCopies(ctx context.Context, t *tx.Tx, itemID, identityID string) error {
	err := t.DropUnsentCopies(ctx, db.DropUnsentCopiesParams{WorkItemID: itemID, IdentityID: identityID, Keep: askedCopies})
	if err != nil {
		return fmt.Errorf("drop copies that were not sent: %w", err)
	}
	older, err := t.RetireCopies(ctx, db.RetireCopiesParams{WorkItemID: itemID, IdentityID: identityID, Keep: askedCopies})
	if err != nil {
		return fmt.Errorf("retire older copies: %w", err)
	}
	for _, c := range older {
		if !c.Claimed {
			t.Show(c.ID, c.Want, c.Attempt+1, tx.QueueFor(c.State, false))
		}
	}
	return nil
}

// ShowNext sends somebody the card that comes after the given item in their queue; false when nothing else waits.
func (d Cards) ShowNext(ctx context.Context, p approvals.Person, afterID string) (bool, error) {
	found := false
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		next, ok, err := d.holdNext(ctx, t, p.Identity.ID, func(queue []approvals.QueueItem) (approvals.QueueItem, bool, error) {
			queue, err := withItem(ctx, t, queue, afterID)
			next, ok := d.cfg.After(queue, afterID)
			return next, ok, err
		})
		if found = ok; err != nil || !ok {
			return err
		}
		return insertCardOnDemand(ctx, t, next, p.Identity.ID, p.Slack.TeamID, p.Slack.ID, true)
	})
	return found, err
}

// withItem adds the given item to the queue where it is not in it, because it is decided or its decision is on its
// way.
func withItem(ctx context.Context, t *tx.Tx, queue []approvals.QueueItem, id string) ([]approvals.QueueItem, error) {
	for _, i := range queue {
		if i.ID == id {
			return queue, nil
		}
	}
	r, err := t.GetWorkItem(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return queue, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read work item %s: %w", id, err)
	}
	return append(queue, approvals.QueueItem{ID: r.ID, Due: stored.TimeOf(r.DueAt), Level: r.Level, Created: r.CreatedAt}), nil
}
