package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// DecideSeveral records a person's approvals of several items, in one transaction. Each is judged and stored as Decide does it, behind the
// lock of its item; one that is refused does not hinder the others. The message on the bulk tells of all of them. b.Person is known.
//
// Errors: a *Refusal when nothing at all may be decided so, or the demanded comment is missing; ErrUncertain as in Decide. The same
// submission again gives the same receipt, and an item that was stored by the same form before counts as stored.
func (d Clicks) DecideSeveral(ctx context.Context, b approvals.BulkClick) (approvals.BulkReceipt, error) {
	b.Comment = approvals.CleanComment(b.Comment)
	b.Chosen = tickedOnce(b.Chosen)
	if r := refuseBulk(d.Policy(), b); r != nil {
		return approvals.BulkReceipt{}, fmt.Errorf("decide several: %w", r)
	}
	var receipt approvals.BulkReceipt
	err := d.waitingForItems(ctx, func() (err error) {
		receipt, err = d.decideSeveralOnce(ctx, b)
		return err
	})
	if err != nil {
		return approvals.BulkReceipt{}, fmt.Errorf("decide several: %w", err)
	}
	return receipt, nil
}

// tickedOnce leaves out what was chosen before.
func tickedOnce(chosen []approvals.BulkChoice) (once []approvals.BulkChoice) {
	before := map[string]bool{}
	for _, c := range chosen {
		if !before[c.WorkItemID] {
			before[c.WorkItemID], once = true, append(once, c)
		}
	}
	return once
}

// refuseBulk refuses a bulk as a whole; nil where each item is judged by itself.
func refuseBulk(p approvals.Policy, b approvals.BulkClick) *approvals.Refusal {
	switch {
	case len(b.Chosen) == 0 || len(b.Chosen) > p.BulkMax:
		return &approvals.Refusal{Code: approvals.RefusedBulkOff}
	case b.Comment == "" && p.ApproveComment:
		return &approvals.Refusal{Code: approvals.RefusedNoComment}
	}
	return nil
}

func (d Clicks) decideSeveralOnce(ctx context.Context, b approvals.BulkClick) (receipt approvals.BulkReceipt, err error) {
	err = d.base.InTxAtOnce(ctx, func(t *tx.Tx) error {
		receipt = approvals.BulkReceipt{ID: b.BulkID()}
		who := b.Person
		n, err := t.InsertBulk(ctx, db.InsertBulkParams{ID: receipt.ID, TeamID: who.Slack.TeamID, SlackUserID: who.Slack.ID,
			IdentityID: who.Identity.ID})
		if err != nil {
			return fmt.Errorf("insert bulk: %w", err)
		}
		if n == 0 {
			return repeatedBulk(ctx, t.Queries, &receipt)
		}
		return d.storeSeveral(ctx, t, b, &receipt)
	})
	return receipt, err
}

// repeatedBulk gives the receipt of a bulk that was stored before.
func repeatedBulk(ctx context.Context, q *db.Queries, r *approvals.BulkReceipt) error {
	n, err := q.CountBulkItems(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("count items of bulk: %w", err)
	}
	r.Recording, r.Refused, r.Repeated = int(n.Recording), int(n.Refused), true
	return nil
}

// storeSeveral locks the items, judges each, stores the decisions that may be, and what stood in the way of the others.
func (d Clicks) storeSeveral(ctx context.Context, t *tx.Tx, b approvals.BulkClick, r *approvals.BulkReceipt) error {
	all, err := d.readSeveral(ctx, t, b)
	if err != nil {
		return err
	}
	trip := &tx.Trip{}
	for _, p := range all {
		p.receipt, p.err = d.judgeClick(ctx, t.Queries, p.seen)
		if _, refused := approvals.AsRefusal(p.err); p.err != nil && !refused {
			return p.err
		}
		if p.err == nil && !p.receipt.Repeated {
			p.keeping = askKeep(ctx, trip, p.seen)
			p.receipt.DecisionID = p.keeping.id
		}
	}
	trip.Ask(func(q *db.Queries) error {
		if err := q.InsertBulkItems(ctx, itemsOfBulk(r.ID, all)); err != nil {
			return fmt.Errorf("insert items of bulk: %w", err)
		}
		return nil
	})
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	return d.keptSeveral(t, all, r)
}

// readSeveral reads in one trip all that the clicks are judged by, behind the locks of the items, which are taken in the order of their
// ids: so two bulks never lock each other out.
func (d Clicks) readSeveral(ctx context.Context, t *tx.Tx, b approvals.BulkClick) ([]*pressed, error) {
	trip, rows, ids := &tx.Trip{}, map[string]db.WorkItem{}, make([]string, len(b.Chosen))
	for i, c := range b.Chosen {
		ids[i] = c.WorkItemID
	}
	trip.Ask(func(q *db.Queries) error {
		locked, err := q.LockWorkItems(ctx, ids)
		if err != nil {
			return fmt.Errorf("lock items: %w", err)
		}
		for _, row := range locked {
			rows[row.ID] = row
		}
		return nil
	})
	all := make([]*pressed, len(b.Chosen))
	for i, c := range b.Chosen {
		all[i] = &pressed{ctx: ctx, click: b.Click(c)}
		all[i].seen = &clicked{click: all[i].click}
		d.askBesideItem(ctx, trip, all[i].seen)
	}
	var privileged []string
	trip.Ask(func(q *db.Queries) (err error) {
		privileged, err = q.PrivilegedByContext(ctx, ids)
		return err
	})
	if err := t.Send(ctx, trip); err != nil {
		return nil, fmt.Errorf("read what was chosen: %w", err)
	}
	for _, p := range all {
		p.seen.row, p.seen.privileged = rows[p.click.WorkItemID], slices.Contains(privileged, p.click.WorkItemID)
	}
	return all, nil
}

func itemsOfBulk(id uuid.UUID, all []*pressed) db.InsertBulkItemsParams {
	items := db.InsertBulkItemsParams{BulkID: id}
	for i, p := range all {
		why := []byte("{}")
		if r, refused := approvals.AsRefusal(p.err); refused {
			why = stored.JSON(r)
		}
		items.Places, items.WorkItemIds = append(items.Places, int32(i)), append(items.WorkItemIds, p.click.WorkItemID)
		items.DecisionIds, items.Refusals = append(items.DecisionIds, p.receipt.DecisionID), append(items.Refusals, why)
	}
	return items
}

// keptSeveral has the transaction end with what goes with each decision that it stores, and with the entry of each refusal. The Home tab
// is renewed once.
func (d Clicks) keptSeveral(t *tx.Tx, all []*pressed, r *approvals.BulkReceipt) error {
	t.Trace(r.ID)
	renewed := false
	for _, p := range all {
		refusal, refused := approvals.AsRefusal(p.err)
		if refused {
			r.Refused++
			if p.seen.entry != nil {
				t.Record(refusedEntry(*p.seen.entry, refusal))
			}
			continue
		}
		r.Recording++
		if p.keeping == nil {
			continue
		}
		once := *p.keeping.homeOpen && !renewed
		p.keeping.homeOpen, renewed = &once, renewed || once
		if err := d.kept(t, p.seen, p.keeping); err != nil {
			return err
		}
	}
	return nil
}

// bulkEntry says in the decision log that a click is one of several; nil where it is not.
func bulkEntry(b *approvals.BulkPart) *audit.Bulk {
	if b == nil {
		return nil
	}
	return &audit.Bulk{ID: b.ID.String(), Of: b.Of, Seconds: int(b.Open.Seconds())}
}
