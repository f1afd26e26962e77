package onsite

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// Imported makes by control calls what gateway/fixture makes by an import: the people, and this many items for the owner and for the
// group. It also gives the id of an item of somebody else's, who asks for the same. It is for tests.
func Imported(ctx context.Context, to gatewaytest.Fixtures, items int) (other string, err error) {
	c := &gatewaytest.Cast{}
	all := members(c)
	for name, id := range all {
		if name == "Group" || name == "Inner" {
			*id, err = to.AddGroup(ctx, prefix+name)
		} else {
			*id, err = to.AddPerson(ctx, gatewaytest.Person{Name: prefix + name, DisplayName: prefix + name,
				Email:    prefix + name + "@example.com",
				Inactive: name == "Inactive" || name == "Left"})
		}
		if err != nil {
			return "", fmt.Errorf("make %s: %w", name, err)
		}
	}
	if err := to.SetMembers(ctx, c.Inner, c.Member); err != nil {
		return "", fmt.Errorf("fill a group: %w", err)
	}
	if err := to.SetMembers(ctx, c.Group, c.Inner, c.Left); err != nil {
		return "", fmt.Errorf("fill a group: %w", err)
	}
	stranger, err := to.AddPerson(ctx, gatewaytest.Person{Name: "Somebody.Else", DisplayName: "Somebody Else"})
	if err != nil {
		return "", fmt.Errorf("make somebody else: %w", err)
	}
	spec := gatewaytest.ItemSpec{Requester: stranger, Target: c.Target, Owner: c.Owner, NoRequest: true,
		Item: gatewaytest.ItemFields{Lines: gatewaytest.TwoLines()}}
	strange, err := to.AddItem(ctx, spec)
	spec.Requester = c.Requester
	for range items {
		for _, spec.Owner = range []string{c.Owner, c.Group} {
			if _, failed := to.AddItem(ctx, spec); failed != nil {
				return "", fmt.Errorf("make an item: %w", failed)
			}
		}
	}
	return strange.ID, err
}
