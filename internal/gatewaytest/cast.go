package gatewaytest

import (
	"context"
	"fmt"
	"reflect"
)

// Cast are the people whom checks need. They are made once for a target.
type Cast struct {
	// Owner decides, Requester asks, Target receives; Outsider has no part in it, Inactive has left.
	Owner, Requester, Target, Outsider, Inactive string
	// Group has Inner and Left in it, Inner has Member, and Group again.
	Group, Inner, Member, Left string
	// Names are the names of all of these by id.
	Names map[string]string
}

// Actors gives the people of the target, and makes them where there are none yet.
func (t *Target) Actors(ctx context.Context) (*Cast, error) {
	if t.people != nil {
		return t.people, nil
	}
	c := &Cast{Names: map[string]string{}}
	for _, one := range []struct {
		id       *string
		name     string
		inactive bool
	}{
		{&c.Owner, "Olu.Owner", false}, {&c.Requester, "Rita.Asks", false}, {&c.Target, "Theo.Gets", false},
		{&c.Outsider, "Otto.Out", false}, {&c.Inactive, "Ines.Gone", true}, {&c.Member, "Mia.Member", false}, {&c.Left, "Lou.Left", true},
	} {
		name := t.Unique(one.name)
		id, err := t.Fixtures.AddPerson(ctx, Person{Name: name, DisplayName: "Display of " + name, Email: name + "@example.com",
			FirstName: "First", LastName: name, Department: "Gateway checks", Inactive: one.inactive})
		if err != nil {
			return nil, fmt.Errorf("make people: %w", err)
		}
		*one.id, c.Names[id] = id, name
	}
	if err := c.makeGroups(ctx, t); err != nil {
		return nil, fmt.Errorf("make groups: %w", err)
	}
	t.people = c
	return c, nil
}

// SetCast gives the target people who are there already, so that Actors makes none.
func (t *Target) SetCast(c *Cast) { t.people = c }

// People gives the people whom Actors has made, and nil before.
func (t *Target) People() *Cast { return t.people }

// makeGroups makes a group in a group, in a circle.
func (c *Cast) makeGroups(ctx context.Context, t *Target) error {
	for _, one := range []struct {
		id      *string
		name    string
		members func() []string
	}{
		{&c.Inner, "Inner", func() []string { return []string{c.Member} }},
		{&c.Group, "Group", func() []string { return []string{c.Inner, c.Left} }},
	} {
		name := t.Unique(one.name)
		id, err := t.Fixtures.AddGroup(ctx, name, one.members()...)
		if err != nil {
			return err
		}
		*one.id, c.Names[id] = id, name
	}
	return t.Fixtures.SetMembers(ctx, c.Inner, c.Member, c.Group)
}

// Item makes an approval of two lines that the Owner owns, changed by further functions.
func (t *Target) Item(ctx context.Context, changes ...func(*ItemSpec)) (Item, error) {
	spec, err := t.Spec(ctx, changes...)
	if err != nil {
		return Item{}, err
	}
	i, err := t.Fixtures.AddItem(ctx, spec)
	if err != nil {
		return i, fmt.Errorf("make an item: %w", err)
	}
	return i, nil
}

// CastAndItem gives the people of the target, and an item as Item makes it.
func (t *Target) CastAndItem(ctx context.Context, changes ...func(*ItemSpec)) (*Cast, Item, error) {
	c, err := t.Actors(ctx)
	if err != nil {
		return nil, Item{}, err
	}
	i, err := t.Item(ctx, changes...)
	return c, i, err
}

// Spec is what Item makes.
func (t *Target) Spec(ctx context.Context, changes ...func(*ItemSpec)) (ItemSpec, error) {
	c, err := t.Actors(ctx)
	if err != nil {
		return ItemSpec{}, err
	}
	spec := ItemSpec{Owner: c.Owner, Requester: c.Requester, Target: c.Target, Item: ItemFields{Lines: TwoLines()}}
	for _, change := range changes {
		change(&spec)
	}
	return spec, nil
}

// Plain tells whether an item is to have the form that Item gives it, whoever its people are, and whether or not it has a request.
func (s ItemSpec) Plain() bool {
	s.Owner, s.Requester, s.Target, s.NoRequest = "", "", "", false
	return reflect.DeepEqual(s, ItemSpec{Item: ItemFields{Lines: TwoLines()}})
}

// TwoLines are a role and the groups of a directory.
func TwoLines() []Line {
	return []Line{
		{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: "Ledger Reader", DisplayName: "Role",
			DisplayValue: "Ledger Reader", Justification: "Quarter close"},
		{Application: "Active Directory", Operation: "Add", Name: "memberOf", NativeIdentity: "CN=Dana Reyes,OU=Staff,DC=ex,DC=com",
			Values: []string{"CN=GL-RW,OU=Groups,DC=ex,DC=com", "CN=GL-RO,OU=Groups,DC=ex,DC=com"}, DisplayValue: "GL <read> & write"},
	}
}

// OwnedBy gives an item to another owner than the cast's.
func OwnedBy(id string) func(*ItemSpec) { return func(s *ItemSpec) { s.Owner = id } }

// WithoutRequest makes an item that belongs to no request.
func WithoutRequest(s *ItemSpec) { s.NoRequest = true }

// WithoutLines makes an item without an approval set.
func WithoutLines(s *ItemSpec) { s.Item.Lines = nil }
