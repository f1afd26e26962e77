package iiq

import (
	"context"
	"errors"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// maxCatalogueCalls bounds the calls for the accesses of one item. Accesses that are left stay unknown until they are asked for again.
const maxCatalogueCalls = 12

// Catalogue asks SCIM what IIQ's catalogue says of these accesses: docs/iiq-wire.md#entitlements-roles-and-applications. It gives an
// entry for each access that SCIM has answered for; one that says nothing where the catalogue does not have it. With an error the
// entries are what was read before. approvals.ErrCatalogueRests: SCIM has refused the account, or has not answered well, a while ago,
// and was not asked.
func (c *Client) Catalogue(ctx context.Context, keys []approvals.CatalogueKey) ([]approvals.CatalogueEntry, error) {
	return c.catalogue.read(ctx, keys)
}

func (c *catalogueClient) read(ctx context.Context, keys []approvals.CatalogueKey) ([]approvals.CatalogueEntry, error) {
	var all []approvals.CatalogueEntry
	left := maxCatalogueCalls
	for _, g := range groupKeys(keys) {
		if c.rest.now(c.clock(), c.calls.TokensDropped()) {
			return all, approvals.ErrCatalogueRests
		}
		found, err := c.readGroup(ctx, g, &left)
		all = append(all, found...)
		if errors.Is(err, errNoCallLeft) {
			return all, nil
		}
		// SCIM cannot be asked for some names.
		if err != nil && !errors.Is(err, ErrBadArgument) {
			c.restAfter(ctx, err)
			return all, err
		}
	}
	return all, nil
}

// catalogueGroup are accesses that one filter can name.
type catalogueGroup struct {
	of   catalogueResource
	keys []approvals.CatalogueKey
}

// groupKeys puts accesses together by what lists them, entitlements also by their application and attribute, in the order of the first
// of each.
func groupKeys(keys []approvals.CatalogueKey) []catalogueGroup {
	var groups []catalogueGroup
	for _, k := range keys {
		at := slices.IndexFunc(groups, func(g catalogueGroup) bool {
			first := g.keys[0]
			return g.of == resourceOf(k) && (g.of != entitlements || first.Application == k.Application && first.Attribute == k.Attribute)
		})
		if at < 0 {
			at = len(groups)
			groups = append(groups, catalogueGroup{of: resourceOf(k)})
		}
		groups[at].keys = append(groups[at].keys, k)
	}
	return groups
}

// CatalogueTrial is how SCIM answers for a page of one kind of resource.
type CatalogueTrial struct {
	// Resource is SCIM's name of the kind.
	Resource string
	// Seen is how many there are, -1 where SCIM does not tell.
	Seen int
	Err  error
	// Denied is true where the account may not read them.
	Denied bool
}

// NotThere reports whether a read was answered with 404, as by an IIQ that does not have this part.
func NotThere(err error) bool { return transport.NotThere(err) }

// TryCatalogue asks for one entitlement, one role and one application, also while the catalogue rests.
func (c *Client) TryCatalogue(ctx context.Context) []CatalogueTrial {
	var all []CatalogueTrial
	for _, of := range []catalogueResource{entitlements, roles, applications} {
		page, err := c.catalogue.ask(ctx, catalogueQuery{of: of, start: 1, count: 1})
		all = append(all, CatalogueTrial{Resource: of.name(), Seen: page.Total, Err: err, Denied: errors.Is(err, transport.ErrDenied)})
	}
	return all
}
