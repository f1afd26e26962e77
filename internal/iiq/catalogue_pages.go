package iiq

import (
	"context"
	"errors"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// withinApplication is the filter that a published client uses: docs/iiq-wire.md#entitlements-roles-and-applications
func withinApplication(k approvals.CatalogueKey) (string, error) {
	return scimEq("application.displayName", k.Application)
}

// about reports whether a row is about an access of the group.
func (g catalogueGroup) about(row wire.CatalogueRow) bool {
	return slices.ContainsFunc(g.keys, func(k approvals.CatalogueKey) bool { return g.of.tells(row, k, caseless.Same) })
}

// cataloguePageSize is how many resources a page is asked for.
const cataloguePageSize = 1000

// readPages reads lists from their beginning, and takes what is wanted.
func (c *catalogueClient) readPages(ctx context.Context, way catalogueWay, g catalogueGroup, left *int) ([]approvals.CatalogueEntry,
	error) {
	q := catalogueQuery{of: g.of, start: 1, count: cataloguePageSize, few: way == byApplication, sorted: way == byApplication}
	if way != byPages {
		var err error
		if q.filter, err = withinApplication(g.keys[0]); err != nil {
			return nil, err
		}
	}
	var rows []wire.CatalogueRow
	w := newSCIMWalk()
	for {
		if *left--; *left < 0 {
			return c.entries(g, rows, false), errNoCallLeft
		}
		q.start = w.start
		page, err := c.ask(ctx, q)
		if errors.Is(err, wire.ErrTooLarge) && q.count > 1 {
			q.count /= 2
			continue
		}
		if err != nil {
			return c.entries(g, rows, false), err
		}
		for _, row := range page.Rows {
			if q.filter != "" && row.Application != "" && !caseless.Same(row.Application, g.keys[0].Application) {
				return nil, errFilterIgnored
			}
			if g.about(row) && (q.filter != "" || g.of != entitlements || row.Application != "") {
				rows = append(rows, row)
			}
		}
		place := scimPage{n: len(page.Rows), total: page.Total}
		if place.n > 0 {
			place.first = page.Rows[0].ID
		}
		more, err := w.next(place, q.count)
		if err != nil || !more {
			return c.entries(g, rows, err == nil), err
		}
	}
}

// entries makes of rows what is known of each access: by its very name, else by the only one that differs in case alone. Where the
// rows are all that there are, those of which nothing was found have an entry that says so.
func (c *catalogueClient) entries(g catalogueGroup, rows []wire.CatalogueRow, all bool) []approvals.CatalogueEntry {
	var out []approvals.CatalogueEntry
	for _, k := range g.keys {
		row, found := oneRow(g.of, rows, k)
		if found || all {
			out = append(out, approvals.CatalogueEntry{CatalogueKey: k, Description: row.In(c.language), Owner: row.Owner,
				Classifications: row.Classifications})
		}
	}
	return out
}

// oneRow finds the one row about an access. Of several nobody can say which is meant.
func oneRow(of catalogueResource, rows []wire.CatalogueRow, k approvals.CatalogueKey) (row wire.CatalogueRow, found bool) {
	exactly := func(a, b string) bool { return a == b }
	for _, same := range []func(a, b string) bool{exactly, caseless.Same} {
		at := slices.IndexFunc(rows, func(r wire.CatalogueRow) bool { return of.tells(r, k, same) })
		if at < 0 {
			continue
		}
		another := slices.ContainsFunc(rows[at+1:], func(r wire.CatalogueRow) bool {
			return of.tells(r, k, same) && r.ID != rows[at].ID
		})
		if another {
			break
		}
		return rows[at], true
	}
	return wire.CatalogueRow{}, false
}
