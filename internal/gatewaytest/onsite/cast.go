package onsite

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// prefix begins the names of the people and groups that gateway/fixture makes.
const prefix = "ApprovalsGateway.Fixture."

// ErrNone says that the fixture is not in this IdentityIQ, or not whole. Nothing was written.
var ErrNone = errors.New("the fixture is not there")

// members are the people and groups of the fixture, by the place that each has in the cast.
func members(c *gatewaytest.Cast) map[string]*string {
	return map[string]*string{
		"Owner": &c.Owner, "Requester": &c.Requester, "Target": &c.Target, "Outsider": &c.Outsider, "Inactive": &c.Inactive,
		"Group": &c.Group, "Inner": &c.Inner, "Member": &c.Member, "Left": &c.Left,
	}
}

// Names gives the names of the fixture's people and groups.
func Names() []string {
	var all []string
	for name := range members(&gatewaytest.Cast{}) {
		all = append(all, prefix+name)
	}
	return all
}

// findCast looks up the people and groups of the fixture by their names.
func findCast(ctx context.Context, t *gatewaytest.Target) (*gatewaytest.Cast, error) {
	c := &gatewaytest.Cast{Names: map[string]string{}}
	for name, id := range members(c) {
		r, err := t.Get(ctx, "/table/Identity", "filter", `name=="`+prefix+name+`"`, "columns", "id,name", "limit", "2")
		if err != nil {
			return nil, err
		}
		rows, err := r.Table()
		if err != nil {
			return nil, err
		}
		if len(rows) != 1 || rows[0]["name"] != prefix+name {
			return nil, fmt.Errorf("%w: got %d identities of the name %s, want one", ErrNone, len(rows), prefix+name)
		}
		found, isText := rows[0]["id"].(string)
		if !isText || found == "" {
			return nil, fmt.Errorf("%w: %s has no id", ErrNone, prefix+name)
		}
		*id, c.Names[found] = found, prefix+name
	}
	return c, nil
}
