package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Bounds of one workgroup, nested groups included. A group that is larger is not expanded: an error says so.
const (
	maxGroups  = 100
	maxMembers = 20_000
)

// Groups expands workgroups to people.
type Groups struct {
	Desk    *approvals.Desk
	Members MemberReader
	People  People
	// Unmarked, which may be nil, reports whether IIQ does not tell which identities are workgroups.
	Unmarked func() bool

	mu sync.Mutex
	// persons were found to be no workgroup while IIQ did not mark them.
	persons map[string]bool
}

// maxPersons bounds what is remembered of owners; beyond it all are asked for again.
const maxPersons = 20_000

// Expand reads the people of a workgroup from IIQ, nested groups included, circles cut. ErrNotAWorkgroup when the
// identity is none; any other error when a nested group cannot be read, so that nobody is taken for one who has left.
func (g *Groups) Expand(ctx context.Context, id string) ([]string, error) {
	people, groups, todo := map[string]bool{}, map[string]Kind{id: KindWorkgroup}, []string{id}
	for len(todo) > 0 {
		group := todo[0]
		todo = todo[1:]
		members, err := g.Members.Members(ctx, group)
		if errors.Is(err, ErrNotAWorkgroup) && groups[group] == KindUnlisted {
			// A member that IIQ lists as nobody, and that is no group either: a person who is new.
			people[group] = true
			continue
		}
		if errors.Is(err, ErrNotAWorkgroup) && group != id {
			return nil, fmt.Errorf("read members of %s: IdentityIQ lists it as a workgroup and does not tell its members", group)
		}
		if err != nil {
			return nil, fmt.Errorf("read members of %s: %w", group, err)
		}
		nested, err := g.sort(ctx, members, people)
		if err != nil {
			return nil, err
		}
		for n, kind := range nested {
			if groups[n] == "" {
				groups[n] = kind
				todo = append(todo, n)
			}
		}
		if len(groups) > maxGroups || len(people) > maxMembers {
			return nil, fmt.Errorf("workgroup %s has over %d groups or %d people", id, maxGroups, maxMembers)
		}
	}
	return sorted(people), nil
}

// sort puts members who are people into people and gives back what may be groups.
func (g *Groups) sort(ctx context.Context, members []approvals.Identity, people map[string]bool) (map[string]Kind, error) {
	nested := map[string]Kind{}
	for _, m := range members {
		if m.ID == "" {
			continue
		}
		if m.Workgroup {
			nested[m.ID] = KindWorkgroup
			continue
		}
		kind, err := g.People.KindOf(ctx, m.ID)
		if err != nil {
			return nil, fmt.Errorf("look member %s up: %w", m.ID, err)
		}
		if kind == KindPerson {
			people[m.ID] = true
		} else {
			nested[m.ID] = kind
		}
	}
	return nested, nil
}

func sorted(set map[string]bool) []string {
	ids := make([]string, 0, len(set))
	for id := range set {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// ExpandUnknown expands the owners of these items that nobody knows yet. An owner that turns out to be a person is
// learnt by the identity map on the way. One that cannot be read does not keep the others from being read.
func (g *Groups) ExpandUnknown(ctx context.Context, lease approvals.Lease, items []approvals.WorkItem) error {
	ids, err := g.unknown(ctx, items)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, w := range items {
		names[w.Owner.ID] = w.Owner.Name
	}
	var failed error
	for _, id := range ids {
		if err := g.refresh(ctx, lease, id, names[id]); err != nil {
			if errors.Is(err, approvals.ErrLeaseLost) {
				return err
			}
			failed = err
		}
	}
	return failed
}

func (g *Groups) unknown(ctx context.Context, items []approvals.WorkItem) ([]string, error) {
	if g.Unmarked == nil || !g.Unmarked() {
		return g.Desk.OwnersToExpand(ctx, items)
	}
	ids, err := g.Desk.OwnersInDoubt(ctx, items)
	return slices.DeleteFunc(ids, g.isPerson), err
}

// refresh reads one owner's members and stores them; a person has none.
func (g *Groups) refresh(ctx context.Context, lease approvals.Lease, id, name string) error {
	kind, err := g.People.KindOf(ctx, id)
	if err != nil {
		return err
	}
	if kind == KindPerson {
		g.remember(id)
		return nil
	}
	members, err := g.Expand(ctx, id)
	if errors.Is(err, ErrNotAWorkgroup) {
		return nil
	}
	if err != nil {
		return err
	}
	return g.Desk.SaveWorkgroup(ctx, lease, id, name, members)
}

func (g *Groups) isPerson(id string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.persons[id]
}

func (g *Groups) remember(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.persons == nil || len(g.persons) >= maxPersons {
		g.persons = map[string]bool{}
	}
	g.persons[id] = true
}
