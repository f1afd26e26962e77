package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// owners is what our tables know about the owners of some work items.
type owners struct {
	people  map[string]db.Identity
	groups  map[string]db.Workgroup
	members map[string][]string
}

// group reports whether the owner is a workgroup, whether expanded yet or not.
func (o owners) group(id string) bool {
	_, expanded := o.groups[id]
	return expanded || o.people[id].Workgroup
}

// approvers are the people who may decide what this owner owns.
func (o owners) approvers(id string) []string {
	if _, expanded := o.groups[id]; expanded {
		return o.members[id]
	}
	if o.people[id].Workgroup {
		return nil
	}
	return []string{id}
}

func (o owners) name(r approvals.Ref) string {
	if g, ok := o.groups[r.ID]; ok && g.Name != "" {
		return g.Name
	}
	if p, ok := o.people[r.ID]; ok {
		return approvals.Identity{Name: p.Name, Display: p.DisplayName}.DisplayName()
	}
	return r.Name
}

func ownersOf(ctx context.Context, t *Tx, items []approvals.WorkItem) (owners, error) {
	ids, seen := []string{}, map[string]bool{}
	for _, w := range items {
		if !seen[w.Owner.ID] {
			seen[w.Owner.ID] = true
			ids = append(ids, w.Owner.ID)
		}
	}
	return readOwners(ctx, t.Queries, ids)
}

func readOwners(ctx context.Context, q *db.Queries, ids []string) (owners, error) {
	o := owners{people: map[string]db.Identity{}, groups: map[string]db.Workgroup{}, members: map[string][]string{}}
	people, err := q.IdentitiesByID(ctx, ids)
	if err != nil {
		return o, fmt.Errorf("read owners: %w", err)
	}
	for _, p := range people {
		o.people[p.ID] = p
	}
	groups, err := q.GetWorkgroups(ctx, ids)
	if err != nil {
		return o, fmt.Errorf("read workgroups: %w", err)
	}
	for _, g := range groups {
		o.groups[g.ID] = g
	}
	members, err := q.MembersOfWorkgroups(ctx, ids)
	if err != nil {
		return o, fmt.Errorf("read members: %w", err)
	}
	for _, m := range members {
		o.members[m.WorkgroupID] = append(o.members[m.WorkgroupID], m.IdentityID)
	}
	return o, nil
}

// OwnersToExpand names the owners of these items that our tables know neither as a person nor as an expanded workgroup.
func (d Owners) OwnersToExpand(ctx context.Context, items []approvals.WorkItem) ([]string, error) {
	return d.ownersToExpand(ctx, items, false)
}

// OwnersInDoubt is OwnersToExpand for an IIQ that does not say which identities are workgroups, so that no owner is
// known for sure as a person.
func (d Owners) OwnersInDoubt(ctx context.Context, items []approvals.WorkItem) ([]string, error) {
	return d.ownersToExpand(ctx, items, true)
}

func (d Owners) ownersToExpand(ctx context.Context, items []approvals.WorkItem, unmarked bool) ([]string, error) {
	var ids []string
	seen := map[string]bool{}
	for _, w := range d.items().shown(items) {
		if w.State.Open() && !seen[w.Owner.ID] {
			seen[w.Owner.ID] = true
			ids = append(ids, w.Owner.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	o, err := readOwners(ctx, db.New(d.pool), ids)
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, id := range ids {
		if _, expanded := o.groups[id]; expanded {
			continue
		}
		if p, ok := o.people[id]; ok && !p.Workgroup && !unmarked {
			continue
		}
		unknown = append(unknown, id)
	}
	return unknown, nil
}

// ownerChange says whether the item changed hands, and the name of its owner before, which may be "".
type ownerChange struct {
	forwarded bool
	by        string
}

// setApprovers makes the owner's people the item's approvers. New approvers get a card; former ones see why they lost
// it.
func (d Owners) setApprovers(ctx context.Context, t *Tx, w approvals.WorkItem, round int32, o owners, change ownerChange) error {
	rows, err := t.ListApprovers(ctx, w.ID)
	if err != nil {
		return fmt.Errorf("list approvers: %w", err)
	}
	active := map[string]bool{}
	for _, r := range rows {
		active[r.IdentityID] = r.Active
	}
	wanted := map[string]bool{}
	var added []string
	for _, id := range o.approvers(w.Owner.ID) {
		wanted[id] = true
		if !active[id] {
			added = append(added, id)
		}
	}
	if err := addApprovers(ctx, t, w, round, added, o.group(w.Owner.ID), change.by); err != nil {
		return err
	}
	reason, to := "left", ""
	if change.forwarded {
		reason, to = "forwarded", o.name(w.Owner)
	}
	for _, r := range rows {
		if !r.Active || wanted[r.IdentityID] {
			continue
		}
		if err := withdraw(ctx, t, w.ID, r.IdentityID, reason, to); err != nil {
			return err
		}
	}
	return nil
}

func addApprovers(ctx context.Context, t *Tx, w approvals.WorkItem, round int32, added []string, group bool, forwardedBy string) error {
	if len(added) == 0 {
		return nil
	}
	via := "owner"
	if group {
		via = "workgroup"
	}
	if forwardedBy == "" {
		forwardedBy = w.ForwardedBy
	}
	for _, identity := range added {
		p := db.UpsertApproverParams{WorkItemID: w.ID, IdentityID: identity, Via: via, ForwardedBy: forwardedBy}
		if err := t.UpsertApprover(ctx, p); err != nil {
			return fmt.Errorf("add approver: %w", err)
		}
	}
	return insertCards(ctx, t, w.ID, round, added)
}

// withdraw takes the right to decide from one approver. Every copy of their card says why.
func withdraw(ctx context.Context, t *Tx, itemID, identityID, reason, to string) error {
	if err := t.DropApprover(ctx, db.DropApproverParams{WorkItemID: itemID, IdentityID: identityID}); err != nil {
		return fmt.Errorf("drop approver: %w", err)
	}
	if err := t.DropUnsentCards(ctx, db.DropUnsentCardsParams{WorkItemID: itemID, IdentityID: identityID}); err != nil {
		return fmt.Errorf("drop unsent cards: %w", err)
	}
	cards, err := t.WithdrawCards(ctx, db.WithdrawCardsParams{Withdrawn: reason, WithdrawnTo: to, WorkItemID: itemID, IdentityID: identityID})
	if err != nil {
		return fmt.Errorf("withdraw cards: %w", err)
	}
	for _, c := range cards {
		t.trace(c.ID)
		if c.State == "posted" && !c.Claimed {
			t.show(c.ID, c.Want, c.Attempt+1, QueueUpdates)
		}
	}
	return nil
}

// OwningWorkgroups lists the workgroups that own open items, or review, and were last expanded before the given moment.
func (d Owners) OwningWorkgroups(ctx context.Context, before time.Time) ([]string, error) {
	ids, err := db.New(d.pool).OwningWorkgroups(ctx, before)
	if err != nil {
		return nil, fmt.Errorf("list owning workgroups: %w", err)
	}
	reviewing, err := db.New(d.pool).ReviewingWorkgroups(ctx, before)
	if err != nil {
		return nil, fmt.Errorf("list reviewing workgroups: %w", err)
	}
	return append(ids, minus(reviewing, ids)...), nil
}

func isLeaseLost(err error) bool { return errors.Is(err, schedule.ErrLeaseLost) }
