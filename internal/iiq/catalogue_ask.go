package iiq

import (
	"context"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// catalogueResource is what SCIM lists.
type catalogueResource uint8

const (
	entitlements catalogueResource = iota
	roles
	applications
)

// name is SCIM's own name, which is the last part of the address.
func (of catalogueResource) name() string {
	return [...]string{"Entitlements", "Roles", "Applications"}[of]
}

// resourceOf is what lists an access.
func resourceOf(k approvals.CatalogueKey) catalogueResource {
	switch {
	case k.Role():
		return roles
	case k.Whole():
		return applications
	}
	return entitlements
}

// sought is the text by which one access differs from the others of its group, and the attribute that has it.
func (of catalogueResource) sought(k approvals.CatalogueKey) (attribute, value string) {
	switch of {
	case roles:
		return "name", k.Value
	case applications:
		return "name", k.Application
	}
	return "value", k.Value
}

// tells reports whether a row can be about an access, in the given comparison of texts. The name of an entitlement's application may be
// missing.
func (of catalogueResource) tells(row wire.CatalogueRow, k approvals.CatalogueKey, same func(a, b string) bool) bool {
	_, value := of.sought(k)
	if of != entitlements {
		return same(row.Name, value)
	}
	return same(row.Value, value) && same(row.Attribute, k.Attribute) &&
		(row.Application == "" || same(row.Application, k.Application))
}

// catalogueBody bounds the body of one page, in bytes.
const catalogueBody = 8 << 20

// catalogueClient reads what IIQ's catalogue says of accesses from SCIM: docs/iiq-wire.md#entitlements-roles-and-applications
type catalogueClient struct {
	calls *transport.Caller
	root  string
	// language picks among the descriptions.
	language string
	clock    func() time.Time
	log      *slog.Logger
	rest     catalogueRest
	ways     catalogueWays
	batch    batchSense
}

// catalogueQuery is one page: its filter, its first position (from 1), and its size at most.
type catalogueQuery struct {
	of           catalogueResource
	filter       string
	start, count int
	// few asks for the wanted attributes alone, sorted for the order of the ids.
	few, sorted bool
}

func (c *catalogueClient) ask(ctx context.Context, q catalogueQuery) (wire.CataloguePage, error) {
	query := url.Values{"startIndex": {strconv.Itoa(q.start)}, "count": {strconv.Itoa(q.count)}}
	if q.filter != "" {
		query.Set("filter", q.filter)
	}
	if q.few {
		query.Set("attributes", wire.CatalogueAttributes(q.of == entitlements))
	}
	if q.sorted {
		query.Set("sortBy", "id")
		query.Set("sortOrder", "ascending")
	}
	var page wire.CataloguePage
	err := c.calls.ReadOnce(ctx, transport.Read{
		Endpoint: "scim/" + q.of.name(), Kind: transport.CallCatalogue, Limit: catalogueBody,
		URL: c.root + "/scim/v2/" + q.of.name() + "?" + strings.ReplaceAll(query.Encode(), "+", "%20"),
		Parse: func(a *transport.Answer) (err error) {
			page, err = wire.ReadCataloguePage(a.Body)
			return err
		},
	})
	return page, err
}
