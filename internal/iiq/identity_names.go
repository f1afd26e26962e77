package iiq

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// IdentitiesByName gives the identities, people and workgroups, with exactly these names, 100 names at most. Where
// only a filter shows activity (IdentityReport), inactive ones are left out.
func (c *Client) IdentitiesByName(ctx context.Context, names []string) ([]approvals.Identity, error) {
	if len(names) == 0 {
		return nil, nil
	}
	if c.bySCIM() {
		found, err := c.usersByName(ctx, names)
		if err != nil {
			return nil, fmt.Errorf("find identities by name: %w", err)
		}
		return found, nil
	}
	found, err := c.identities(ctx, In(c.people.columnName("name"), names...), len(names))
	if err != nil {
		return nil, fmt.Errorf("find identities by name: %w", err)
	}
	return found, nil
}
