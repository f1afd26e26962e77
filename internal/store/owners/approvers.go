package owners

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Group is people who may decide an item for the same reason: they own it or review it, themselves or by a workgroup.
type Group struct {
	People    []string
	Workgroup bool
	// ForwardedBy is the name of who had the item before, "" where it did not change hands.
	ForwardedBy string
}

// ApproverChange says who may decide an item from now on. reason tells its former approvers why they lost it, and to whom.
type ApproverChange struct {
	Groups []Group
	Reason approvals.Withdrawal
	To     string
}

// ChangeApprovers makes the people of the groups the item's approvers. New approvers get a card; former ones see why they lost it.
// The row of the item must be locked.
func ChangeApprovers(ctx context.Context, t *tx.Tx, itemID string, round int32, c ApproverChange) error {
	rows, err := t.ListApprovers(ctx, itemID)
	if err != nil {
		return fmt.Errorf("list approvers: %w", err)
	}
	active := map[string]bool{}
	for _, r := range rows {
		active[r.IdentityID] = r.Active
	}
	wanted := map[string]bool{}
	for _, g := range c.Groups {
		var added []string
		for _, id := range g.People {
			if !wanted[id] && !active[id] {
				added = append(added, id)
			}
			wanted[id] = true
		}
		if err := addApprovers(ctx, t, itemID, round, added, g); err != nil {
			return err
		}
	}
	var former []string
	for _, r := range rows {
		if r.Active && !wanted[r.IdentityID] {
			former = append(former, r.IdentityID)
		}
	}
	return withdraw(ctx, t, itemID, former, c.Reason, c.To)
}

func addApprovers(ctx context.Context, t *tx.Tx, itemID string, round int32, added []string, g Group) error {
	if len(added) == 0 {
		return nil
	}
	via := db.ViaOwner
	if g.Workgroup {
		via = db.ViaWorkgroup
	}
	p := db.UpsertApproversParams{WorkItemID: itemID, IdentityIds: added, Via: via, ForwardedBy: g.ForwardedBy}
	if err := t.UpsertApprovers(ctx, p); err != nil {
		return fmt.Errorf("add approvers: %w", err)
	}
	return tx.InsertCards(ctx, t, itemID, round, added)
}

// withdraw takes the right to decide from these approvers, in as many statements as for one. Every copy of their cards says why.
func withdraw(ctx context.Context, t *tx.Tx, itemID string, former []string, reason approvals.Withdrawal, to string) error {
	if len(former) == 0 {
		return nil
	}
	if err := t.DropApprovers(ctx, db.DropApproversParams{WorkItemID: itemID, IdentityIds: former}); err != nil {
		return fmt.Errorf("drop approvers: %w", err)
	}
	if err := t.DropUnsentCardsOf(ctx, db.DropUnsentCardsOfParams{WorkItemID: itemID, IdentityIds: former}); err != nil {
		return fmt.Errorf("drop unsent cards: %w", err)
	}
	cards, err := t.WithdrawCards(ctx, db.WithdrawCardsParams{Withdrawn: string(reason), WithdrawnTo: to, WorkItemID: itemID,
		IdentityIds: former})
	if err != nil {
		return fmt.Errorf("withdraw cards: %w", err)
	}
	for _, c := range cards {
		t.Trace(c.ID)
		if c.State == db.CardPosted && !c.Claimed {
			t.Show(c.ID, c.Want, c.Attempt+1, tx.QueueUpdates)
		}
	}
	return nil
}
