package rounds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/owners"
)

// Bounds of one workgroup with its nested groups. A larger group is not expanded and gives an error.
const (
	maxGroups  = 100
	maxMembers = 20_000
)

var errGroupTooLarge = fmt.Errorf("over %d groups or %d people", maxGroups, maxMembers)

// Groups expands workgroups to people.
type Groups struct {
	Store   *store.Store
	Members MemberReader
	People  People
	// Witness, which may be nil, is asked when a group that has members comes back empty.
	Witness *Witness
	// Unmarked, which may be nil, reports whether IIQ does not say which identities are workgroups.
	Unmarked func() bool

	mu sync.Mutex
	// persons are identities that turned out to be no workgroup while IIQ marks none, and when. A group without members
	// looks the same, so the entry expires.
	persons map[string]time.Time
}

// maxPersons bounds the entries of persons. Beyond it all are asked for again.
const maxPersons = 20_000

// personFor is how long an owner without members counts as a person.
const personFor = time.Hour

// Expand reads the people of a workgroup from IIQ, with nested groups expanded and circles cut. approvals.ErrNotAWorkgroup: the
// identity is none. Any other error means that a nested group could not be read, so that nobody may be taken to have
// left.
func (g *Groups) Expand(ctx context.Context, id string) ([]string, error) {
	people, groups, todo := map[string]bool{}, map[string]Kind{id: KindWorkgroup}, []string{id}
	for len(todo) > 0 {
		group := todo[0]
		todo = todo[1:]
		members, err := g.Members.Members(ctx, group)
		if errors.Is(err, approvals.ErrNotAWorkgroup) && groups[group] == KindUnlisted {
			// A member that IIQ lists nowhere, and that is no group either, is a new person.
			people[group] = true
			continue
		}
		if errors.Is(err, approvals.ErrNotAWorkgroup) && group != id {
			return nil, fmt.Errorf("read members of %s: IdentityIQ lists it as a workgroup and does not tell its members", group)
		}
		if err != nil {
			return nil, fmt.Errorf("read members of %s: %w", group, err)
		}
		nested, err := g.sort(ctx, members, people)
		if err != nil {
			return nil, fmt.Errorf("workgroup %s: %w", group, err)
		}
		for n, kind := range nested {
			if groups[n] == "" {
				groups[n] = kind
				todo = append(todo, n)
			}
		}
		if len(groups) > maxGroups || len(people) > maxMembers {
			return nil, fmt.Errorf("workgroup %s: %w", id, errGroupTooLarge)
		}
	}
	return sorted(people), nil
}

// sort puts members who are people into people and returns those that may be groups.
func (g *Groups) sort(ctx context.Context, members []approvals.Identity, people map[string]bool) (map[string]Kind, error) {
	nested, unmarked := map[string]Kind{}, map[string]bool{}
	for _, m := range members {
		switch {
		case m.ID == "" || people[m.ID]:
		case m.Workgroup:
			nested[m.ID] = KindWorkgroup
		default:
			unmarked[m.ID] = true
		}
	}
	if len(unmarked) > maxMembers+maxGroups {
		return nil, errGroupTooLarge
	}
	kinds, err := g.People.KindsOf(ctx, sorted(unmarked))
	if err != nil {
		return nil, fmt.Errorf("look members up: %w", err)
	}
	for id := range unmarked {
		if kinds[id] == KindPerson {
			people[id] = true
		} else {
			nested[id] = kinds[id]
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

// ExpandUnknown expands the owners of these items that are unknown so far. Asking about an owner that is a person
// makes the identity map store them. An owner that cannot be read does not stop the others.
func (g *Groups) ExpandUnknown(ctx context.Context, lease schedule.Lease, items []approvals.WorkItem) error {
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
			if errors.Is(err, schedule.ErrLeaseLost) {
				return err
			}
			failed = err
		}
	}
	return failed
}

func (g *Groups) unknown(ctx context.Context, items []approvals.WorkItem) ([]string, error) {
	if !g.unmarked() {
		return g.Store.OwnersToExpand(ctx, items)
	}
	ids, err := g.Store.OwnersInDoubt(ctx, items)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return g.inDoubt(ctx, ids)
}

// refresh reads and stores one owner's members. A person has none.
func (g *Groups) refresh(ctx context.Context, lease schedule.Lease, id, name string) error {
	kind, err := kindOf(ctx, g.People, id)
	if err != nil {
		return err
	}
	if kind == KindPerson {
		return g.remember(ctx, id)
	}
	_, err = g.Follow(ctx, lease, id, name)
	if errors.Is(err, approvals.ErrNotAWorkgroup) {
		return nil
	}
	return err
}

// ErrPerson is an approvals.ErrNotAWorkgroup that is certain. A 404 alone is not, since a plugin that is being redeployed
// answers 404 to everything.
var ErrPerson = fmt.Errorf("a person by IdentityIQ's own word: %w", approvals.ErrNotAWorkgroup)

// Follow reads, stores and returns a group's members. ErrPerson: the identity is no group, and is stored as a person.
func (g *Groups) Follow(ctx context.Context, lease schedule.Lease, id, name string) ([]string, error) {
	e, err := g.read(ctx, id)
	if errors.Is(err, approvals.ErrNotAWorkgroup) {
		return nil, g.person(ctx, lease, id, err)
	}
	if err != nil {
		return nil, err
	}
	e.Name = name
	return e.Members, g.Store.SaveWorkgroup(ctx, lease, e)
}

// Confirm is Follow for whoever has just been told the members by our tables. Where IIQ lists the same, each of them is known to be a
// person, and there is nothing to look up or to store. Without known it is Follow.
func (g *Groups) Confirm(ctx context.Context, id, name string, known []string) ([]string, error) {
	if len(known) > 0 {
		members, err := g.Members.Members(ctx, id)
		if err != nil && !errors.Is(err, approvals.ErrNotAWorkgroup) {
			return nil, fmt.Errorf("read members of %s: %w", id, err)
		}
		if areAll(members, known) {
			return known, nil
		}
	}
	return g.Follow(ctx, schedule.Lease{}, id, name)
}

// areAll reports whether these are the members, and none of them is marked as a workgroup.
func areAll(members []approvals.Identity, known []string) bool {
	listed := map[string]bool{}
	for _, m := range members {
		if m.Workgroup {
			return false
		}
		listed[m.ID] = true
	}
	for _, id := range known {
		if !listed[id] {
			return false
		}
	}
	return len(listed) == len(known)
}

// read gives the members as IIQ lists them. An empty list counts only for an identity that is known to be a group,
// since IIQ may answer one for a person. What IIQ says about the identity itself decides. An identity with members in
// our tables is a group.
func (g *Groups) read(ctx context.Context, id string) (owners.Expansion, error) {
	at, err := g.Store.Now(ctx)
	if err != nil {
		return owners.Expansion{}, err
	}
	e := owners.Expansion{ID: id, ReadAt: at}
	e.Members, err = g.Expand(ctx, id)
	none := errors.Is(err, approvals.ErrNotAWorkgroup)
	if err != nil && !none || len(e.Members) > 0 {
		return e, err
	}
	had, lookErr := g.Store.HasMembers(ctx, id)
	kind, kindErr := kindOf(ctx, g.People, id)
	switch {
	case lookErr != nil || kindErr != nil:
		return e, errors.Join(lookErr, kindErr)
	case had && none && (kind != KindPerson || g.unmarked()):
		// Where IIQ marks no groups, a group whose members it does not list looks like a person.
		return e, fmt.Errorf("read members of %s: IdentityIQ does not tell the members of a known workgroup", id)
	case none:
		return e, err
	case had:
		e.Witnessed, err = g.Witness.Seen(ctx)
		return e, err
	case kind == KindPerson:
		return e, approvals.ErrNotAWorkgroup
	}
	return e, nil
}

// unmarked reports whether IIQ does not say which identities are workgroups.
func (g *Groups) unmarked() bool { return g.Unmarked != nil && g.Unmarked() }

// person stores that an identity is no workgroup, where that is certain. Otherwise it returns why.
func (g *Groups) person(ctx context.Context, lease schedule.Lease, id string, why error) error {
	kind, err := kindOf(ctx, g.People, id)
	if err != nil || kind != KindPerson {
		return errors.Join(why, err)
	}
	if err := g.Store.NotAWorkgroup(ctx, lease, id); err != nil {
		return err
	}
	return ErrPerson
}

// inDoubt leaves out the identities that lately turned out to be people.
func (g *Groups) inDoubt(ctx context.Context, ids []string) ([]string, error) {
	now, err := g.Store.Now(ctx)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.DeleteFunc(ids, func(id string) bool {
		at, known := g.persons[id]
		return known && now.Sub(at) < personFor
	}), nil
}

func (g *Groups) remember(ctx context.Context, id string) error {
	now, err := g.Store.Now(ctx)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.persons == nil || len(g.persons) >= maxPersons {
		g.persons = map[string]time.Time{}
	}
	g.persons[id] = now
	return nil
}
