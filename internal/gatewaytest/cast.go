package gatewaytest

import (
	"context"
	"fmt"
)

// cast are the people whom checks need. They are made once for a target.
type cast struct {
	// owner decides, requester asks, target receives; outsider has no part in it, inactive has left.
	owner, requester, target, outsider, inactive string
	// group has inner and left in it, inner has member, and group again.
	group, inner, member, left string
	// names are the names of all of these by id.
	names map[string]string
}

// actors gives the people of the target.
func (t *Target) actors(ctx context.Context) (*cast, error) {
	if t.people != nil {
		return t.people, nil
	}
	c := &cast{names: map[string]string{}}
	for _, one := range []struct {
		id       *string
		name     string
		inactive bool
	}{
		{&c.owner, "Olu.Owner", false}, {&c.requester, "Rita.Asks", false}, {&c.target, "Theo.Gets", false},
		{&c.outsider, "Otto.Out", false}, {&c.inactive, "Ines.Gone", true}, {&c.member, "Mia.Member", false}, {&c.left, "Lou.Left", true},
	} {
		name := t.unique(one.name)
		id, err := t.Fixtures.AddPerson(ctx, Person{Name: name, DisplayName: "Display of " + name, Email: name + "@example.com",
			FirstName: "First", LastName: name, Department: "Gateway checks", Inactive: one.inactive})
		if err != nil {
			return nil, fmt.Errorf("make people: %w", err)
		}
		*one.id, c.names[id] = id, name
	}
	if err := c.makeGroups(ctx, t); err != nil {
		return nil, fmt.Errorf("make groups: %w", err)
	}
	t.people = c
	return c, nil
}

// makeGroups makes a group in a group, in a circle.
func (c *cast) makeGroups(ctx context.Context, t *Target) error {
	for _, one := range []struct {
		id      *string
		name    string
		members func() []string
	}{
		{&c.inner, "Inner", func() []string { return []string{c.member} }},
		{&c.group, "Group", func() []string { return []string{c.inner, c.left} }},
	} {
		name := t.unique(one.name)
		id, err := t.Fixtures.AddGroup(ctx, name, one.members()...)
		if err != nil {
			return err
		}
		*one.id, c.names[id] = id, name
	}
	return t.Fixtures.SetMembers(ctx, c.inner, c.member, c.group)
}

// item makes an approval of two lines that owner owns, changed by further functions.
func (t *Target) item(ctx context.Context, changes ...func(*ItemSpec)) (Item, error) {
	spec, err := t.spec(ctx, changes...)
	if err != nil {
		return Item{}, err
	}
	i, err := t.Fixtures.AddItem(ctx, spec)
	if err != nil {
		return i, fmt.Errorf("make an item: %w", err)
	}
	return i, nil
}

// castAndItem gives the people of the target, and an item as item makes it.
func (t *Target) castAndItem(ctx context.Context, changes ...func(*ItemSpec)) (*cast, Item, error) {
	c, err := t.actors(ctx)
	if err != nil {
		return nil, Item{}, err
	}
	i, err := t.item(ctx, changes...)
	return c, i, err
}

// spec is what item makes.
func (t *Target) spec(ctx context.Context, changes ...func(*ItemSpec)) (ItemSpec, error) {
	c, err := t.actors(ctx)
	if err != nil {
		return ItemSpec{}, err
	}
	spec := ItemSpec{Owner: c.owner, Requester: c.requester, Target: c.target, Item: ItemFields{Lines: twoLines()}}
	for _, change := range changes {
		change(&spec)
	}
	return spec, nil
}

func twoLines() []Line {
	return []Line{
		{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: "Ledger Reader", DisplayName: "Role",
			DisplayValue: "Ledger Reader", Justification: "Quarter close"},
		{Application: "Active Directory", Operation: "Add", Name: "memberOf", NativeIdentity: "CN=Dana Reyes,OU=Staff,DC=ex,DC=com",
			Values: []string{"CN=GL-RW,OU=Groups,DC=ex,DC=com", "CN=GL-RO,OU=Groups,DC=ex,DC=com"}, DisplayValue: "GL <read> & write"},
	}
}

func ownedBy(id string) func(*ItemSpec) { return func(s *ItemSpec) { s.Owner = id } }

func withoutRequest(s *ItemSpec) { s.NoRequest = true }

func withoutLines(s *ItemSpec) { s.Item.Lines = nil }
