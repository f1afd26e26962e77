package iiq

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// IdentitiesByName gives the identities, people and workgroups, that have these very names, 100 names at most. Where this
// IIQ tells of activity by a filter alone (IdentityReport), inactive ones are not among them.
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
