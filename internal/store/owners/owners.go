package owners

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Items is what owners need of work items.
type Items interface {
	// Followed gives those of the items that our tables follow.
	Followed(ctx context.Context, items []approvals.WorkItem) ([]approvals.WorkItem, error)
}

// Owners turn the owner of an item into its approvers.
type Owners struct {
	base     *tx.Base
	absences absences.Absences
	items    Items
}

// New makes the use cases of owners and workgroups.
func New(base *tx.Base, absences absences.Absences, items Items) Owners {
	return Owners{base: base, absences: absences, items: items}
}

// Known is what our tables know about the owners of some work items.
type Known struct {
	people  map[string]db.Identity
	groups  map[string]db.Workgroup
	members map[string][]string
}

// Group reports whether the owner is a workgroup, whether expanded yet or not.
func (o Known) Group(id string) bool {
	_, expanded := o.groups[id]
	return expanded || o.people[id].Workgroup
}

// Approvers are the people who may decide what this owner owns.
func (o Known) Approvers(id string) []string {
	if _, expanded := o.groups[id]; expanded {
		return o.members[id]
	}
	if o.people[id].Workgroup {
		return nil
	}
	return []string{id}
}

// Name gives the owner's name as people know it.
func (o Known) Name(r approvals.Ref) string {
	if g, ok := o.groups[r.ID]; ok && g.Name != "" {
		return g.Name
	}
	if p, ok := o.people[r.ID]; ok {
		return approvals.Identity{Name: p.Name, Display: p.DisplayName}.DisplayName()
	}
	return r.Name
}

// Of reads the owners of items whose approvers are then stored. See Steady.
func Of(ctx context.Context, t *tx.Tx, items []approvals.WorkItem) (Known, error) {
	ids, seen := []string{}, map[string]bool{}
	for _, w := range items {
		if !seen[w.Owner.ID] {
			seen[w.Owner.ID] = true
			ids = append(ids, w.Owner.ID)
		}
	}
	return Steady(ctx, t, ids)
}

// Steady reads owners for whoever makes their people approvers or reviewers in the same transaction. A change of
// members that is stored meanwhile waits for the end of that transaction before it looks for the items and reviews that
// have to follow it. Without that, an item that it cannot see yet would keep the former members.
func Steady(ctx context.Context, t *tx.Tx, ids []string) (Known, error) {
	if err := t.ReadMembersSteadily(ctx); err != nil {
		return Known{}, fmt.Errorf("lock members of workgroups: %w", err)
	}
	return Read(ctx, t.Queries, ids)
}

// Read reads owners for whoever only looks.
func Read(ctx context.Context, q *db.Queries, ids []string) (Known, error) {
	people, err := q.IdentitiesByID(ctx, ids)
	if err != nil {
		return Known{}, fmt.Errorf("read owners: %w", err)
	}
	groups, err := q.GetWorkgroups(ctx, ids)
	if err != nil {
		return Known{}, fmt.Errorf("read workgroups: %w", err)
	}
	members, err := q.MembersOfWorkgroups(ctx, ids)
	if err != nil {
		return Known{}, fmt.Errorf("read members: %w", err)
	}
	o := Named(people, groups)
	o.members = map[string][]string{}
	for _, m := range members {
		o.members[m.WorkgroupID] = append(o.members[m.WorkgroupID], m.IdentityID)
	}
	return o, nil
}

// Named is what is known of owners for whoever only calls them by their names.
func Named(people []db.Identity, groups []db.Workgroup) Known {
	o := Known{people: make(map[string]db.Identity, len(people)), groups: make(map[string]db.Workgroup, len(groups))}
	for _, p := range people {
		o.people[p.ID] = p
	}
	for _, g := range groups {
		o.groups[g.ID] = g
	}
	return o
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
	items, err := d.items.Followed(ctx, items)
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
	o, err := Read(ctx, db.New(d.base.Pool), ids)
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

// Change says whether the item changed hands, and the name of its owner before, which may be "".
type Change struct {
	Forwarded bool
	By        string
}

// SetApprovers makes the owner's people the item's approvers.
func SetApprovers(ctx context.Context, t *tx.Tx, w approvals.WorkItem, round int32, o Known, change Change) error {
	c := ApproverChange{Reason: approvals.WithdrawnLeft, Groups: []Group{{
		People: o.Approvers(w.Owner.ID), Workgroup: o.Group(w.Owner.ID), ForwardedBy: cmp.Or(change.By, w.ForwardedBy),
	}}}
	if change.Forwarded {
		c.Reason, c.To = approvals.WithdrawnForwarded, o.Name(w.Owner)
	}
	return ChangeApprovers(ctx, t, w.ID, round, c)
}

// OwningWorkgroups lists the workgroups that own open items, or review, and were last expanded before the given moment.
func (d Owners) OwningWorkgroups(ctx context.Context, before time.Time) ([]string, error) {
	ids, err := db.New(d.base.Pool).OwningWorkgroups(ctx, before)
	if err != nil {
		return nil, fmt.Errorf("list owning workgroups: %w", err)
	}
	reviewing, err := db.New(d.base.Pool).ReviewingWorkgroups(ctx, before)
	if err != nil {
		return nil, fmt.Errorf("list reviewing workgroups: %w", err)
	}
	return append(ids, stored.Minus(reviewing, ids)...), nil
}

// IdentitiesNamed finds the identities that have one of these names, without regard to case. Of a row that is not
// folded yet the database tells whether it has one.
func IdentitiesNamed(ctx context.Context, q *db.Queries, names []string) ([]db.Identity, error) {
	if len(names) == 0 {
		return nil, nil
	}
	folded := make([]string, len(names))
	for i, n := range names {
		folded[i] = caseless.Name(n)
	}
	return q.IdentitiesByName(ctx, db.IdentitiesByNameParams{Folded: folded, Names: names})
}
