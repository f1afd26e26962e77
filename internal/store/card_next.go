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
		queue[i] = approvals.QueueItem{ID: r.ID, Due: timeOf(r.DueAt), Level: r.Level, Created: r.CreatedAt}
	}
	return queue, nil
}

// sendNext sends the card that comes after a decided one, in the transaction that records the decision.
func (d Cards) sendNext(ctx context.Context, t *Tx, item db.WorkItem, row db.Decision) error {
	queue, err := d.queueOf(ctx, t.Queries, row.IdentityID)
	if err != nil {
		return err
	}
	at := approvals.QueueItem{ID: item.ID, Due: timeOf(item.DueAt), Level: item.Level, Created: item.CreatedAt}
	next, ok := d.cfg.After(append(queue, at), item.ID)
	if !ok {
		return nil
	}
	return d.insertCardOnDemand(ctx, t, next.ID, row.IdentityID, row.SlackTeamID, row.SlackUserID, true)
}

func (d Cards) insertCardOnDemand(ctx context.Context, t *Tx, itemID, identityID, teamID, slackUserID string, inRun bool) error {
	row, err := t.GetWorkItem(ctx, itemID)
	if err != nil {
		return fmt.Errorf("read work item %s: %w", itemID, err)
	}
	id := uuid.New()
	err = t.InsertAskedCard(ctx, db.InsertAskedCardParams{ID: id, WorkItemID: itemID, Round: row.Round,
		IdentityID: identityID, TeamID: teamID, SlackUserID: slackUserID, InRun: inRun})
	if err != nil {
		return fmt.Errorf("insert card: %w", err)
	}
	t.trace(id)
	t.show(id, 1, 1, QueueInteractive)
	return retireCopies(ctx, t, itemID, identityID)
}

// askedCopies is how many copies that somebody asked for follow an item, besides the card that they got unasked. Each change of the
// item has to reach all of them, from a budget that everybody shares.
const askedCopies = 2

// retireCopies lets older copies say that there are newer ones, once, and drops those that were not sent yet.
func retireCopies(ctx context.Context, t *Tx, itemID, identityID string) error {
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
			t.show(c.ID, c.Want, c.Attempt+1, queueFor(c.State, false))
		}
	}
	return nil
}

// ShowNext sends somebody the card that comes after the given item in their queue; false when nothing else waits.
func (d Cards) ShowNext(ctx context.Context, p approvals.Person, afterID string) (bool, error) {
	found := false
	err := d.inTx(ctx, schedule.Lease{}, func(t *Tx) error {
		queue, err := d.queueOf(ctx, t.Queries, p.Identity.ID)
		if err != nil {
			return err
		}
		queue, err = withItem(ctx, t, queue, afterID)
		if err != nil {
			return err
		}
		next, ok := d.cfg.After(queue, afterID)
		if found = ok; !ok {
			return nil
		}
		return d.insertCardOnDemand(ctx, t, next.ID, p.Identity.ID, p.Slack.TeamID, p.Slack.ID, true)
	})
	return found, err
}

// withItem adds the given item to the queue where it is not in it, because it is decided or its decision is on its
// way.
func withItem(ctx context.Context, t *Tx, queue []approvals.QueueItem, id string) ([]approvals.QueueItem, error) {
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
	return append(queue, approvals.QueueItem{ID: r.ID, Due: timeOf(r.DueAt), Level: r.Level, Created: r.CreatedAt}), nil
}
