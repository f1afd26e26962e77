package iiq

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

const (
	// valuesAtOnce and maxValuesFilter bound what one filter names, the latter in bytes of the address.
	valuesAtOnce    = 50
	maxValuesFilter = 4500
)

// readValues names accesses in filters, up to most in one.
func (c *catalogueClient) readValues(ctx context.Context, g catalogueGroup, most int,
	left *int) (all []approvals.CatalogueEntry, err error) {
	byText := map[string]approvals.CatalogueKey{}
	var texts []string
	for _, k := range g.keys {
		attribute, value := g.of.sought(k)
		text, err := scimEq(attribute, value)
		if err != nil {
			// SCIM cannot be asked for this one.
			continue
		}
		byText[text] = k
		texts = append(texts, text)
	}
	for _, some := range filterPieces(texts, most) {
		err := c.batch.inBatches(c.clock, some, func(texts []string) error {
			if *left--; *left < 0 {
				return errNoCallLeft
			}
			keys := make([]approvals.CatalogueKey, len(texts))
			for n, text := range texts {
				keys[n] = byText[text]
			}
			found, err := c.readFiltered(ctx, catalogueGroup{g.of, keys}, texts)
			all = append(all, found...)
			return err
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// filterPieces cuts tests into pieces that fit into an address.
func filterPieces(texts []string, most int) [][]string {
	var pieces [][]string
	size := 0
	for _, text := range texts {
		length := len(url.QueryEscape(text)) + 2*strings.Count(text, " ") + len("%20or%20")
		last := len(pieces) - 1
		if last < 0 || len(pieces[last]) == most || size+length > maxValuesFilter {
			pieces, size, last = append(pieces, nil), 0, last+1
		}
		pieces[last], size = append(pieces[last], text), size+length
	}
	return pieces
}

// readFiltered asks for accesses by one filter.
func (c *catalogueClient) readFiltered(ctx context.Context, g catalogueGroup, texts []string) ([]approvals.CatalogueEntry, error) {
	filter := strings.Join(texts, " or ")
	if g.of == entitlements {
		within, err := withinApplication(g.keys[0])
		if err != nil {
			return nil, err
		}
		attribute, err := scimEq("attribute", g.keys[0].Attribute)
		if err != nil {
			return nil, err
		}
		if len(texts) > 1 {
			filter = "(" + filter + ")"
		}
		filter = within + " and " + attribute + " and " + filter
	}
	// Names that differ in case alone may come along.
	q := catalogueQuery{of: g.of, filter: filter, start: 1, count: 2*len(texts) + 8, few: true}
	page, err := c.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(page.Rows, func(row wire.CatalogueRow) bool { return !g.about(row) }) {
		return nil, errFilterIgnored
	}
	return c.entries(g, page.Rows, page.Total <= len(page.Rows) && len(page.Rows) < q.count), nil
}
