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
	if c.cfg.bySCIM() {
		found, err := c.reads().peopleByName(ctx, names)
		if err != nil {
			return nil, fmt.Errorf("find identities by name: %w", err)
		}
		return found, nil
	}
	found, err := c.reads().rowsByName(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("find identities by name: %w", err)
	}
	return found, nil
}

func (c identityReads) rowsByName(ctx context.Context, names []string) ([]approvals.Identity, error) {
	return c.identities(ctx, In(c.people.columnName("name"), names...), len(names))
}

// peopleByName finds people by SCIM, and asks the plugin for the names that SCIM does not find, which may be
// workgroups'.
func (c identityReads) peopleByName(ctx context.Context, names []string) ([]approvals.Identity, error) {
	found, missing, err := c.users.usersByName(ctx, names)
	if err != nil || len(missing) == 0 {
		return found, err
	}
	groups, err := c.rowsByName(ctx, missing)
	if err == nil {
		return append(found, groups...), nil
	}
	if ctx.Err() != nil {
		return found, err
	}
	c.users.noNames(ctx, err)
	return found, nil
}
