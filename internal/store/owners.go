package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
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

// ownersOf reads the owners of items whose approvers are then stored. See steadyOwners.
func ownersOf(ctx context.Context, t *tx.Tx, items []approvals.WorkItem) (owners, error) {
	ids, seen := []string{}, map[string]bool{}
	for _, w := range items {
		if !seen[w.Owner.ID] {
			seen[w.Owner.ID] = true
			ids = append(ids, w.Owner.ID)
		}
	}
	return steadyOwners(ctx, t, ids)
}

// steadyOwners reads owners for whoever makes their people approvers or reviewers in the same transaction. A change of
// members that is stored meanwhile waits for the end of that transaction before it looks for the items and reviews that
// have to follow it. Without that, an item that it cannot see yet would keep the former members.
func steadyOwners(ctx context.Context, t *tx.Tx, ids []string) (owners, error) {
	if err := t.ReadMembersSteadily(ctx); err != nil {
		return owners{}, fmt.Errorf("lock members of workgroups: %w", err)
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
	items, err := d.items().followed(ctx, items)
	if err != nil {
		return nil, err
	}
	var ids []string
	seen := map[string]bool{}
	for _, w := range items {
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

// setApprovers makes the owner's people the item's approvers.
func (d Owners) setApprovers(ctx context.Context, t *tx.Tx, w approvals.WorkItem, round int32, o owners, change ownerChange) error {
	c := approverChange{reason: approvals.WithdrawnLeft, groups: []approverGroup{{
		people: o.approvers(w.Owner.ID), workgroup: o.group(w.Owner.ID), forwardedBy: cmp.Or(change.by, w.ForwardedBy),
	}}}
	if change.forwarded {
		c.reason, c.to = approvals.WithdrawnForwarded, o.name(w.Owner)
	}
	return changeApprovers(ctx, t, w.ID, round, c)
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
	return append(ids, stored.Minus(reviewing, ids)...), nil
}
