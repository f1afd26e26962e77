package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

const (
	// fresh is how long what was read counts, by Postgres's clock.
	fresh = 24 * time.Hour
	// kept is how long it stays. What an item asks for now and then is renewed in its place.
	kept = 7 * 24 * time.Hour
	// mostSwept bounds the rows that one statement removes, sweepTurns how many statements one sweep runs.
	mostSwept  = 10_000
	sweepTurns = 100
)

// Catalogue keeps what was read of IIQ's catalogue.
type Catalogue struct{ pool *pgxpool.Pool }

// New makes the use cases on a migrated database.
func New(pool *pgxpool.Pool) Catalogue { return Catalogue{pool: pool} }

// Known gives, in one statement, what is known of these accesses and was read within the last day. An access without an entry has to be
// asked for; one whose entry says nothing has been.
func (d Catalogue) Known(ctx context.Context, keys []approvals.CatalogueKey) (map[approvals.CatalogueKey]approvals.CatalogueEntry, error) {
	known := make(map[approvals.CatalogueKey]approvals.CatalogueEntry, len(keys))
	if len(keys) == 0 {
		return known, nil
	}
	p := db.CatalogueOfParams{Fresh: fresh}
	for _, k := range keys {
		p.Applications, p.Attributes, p.Wanted = append(p.Applications, k.Application), append(p.Attributes, k.Attribute),
			append(p.Wanted, k.Value)
	}
	rows, err := db.New(d.pool).CatalogueOf(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("read what is known of the catalogue: %w", err)
	}
	for _, r := range rows {
		k := approvals.CatalogueKey{Application: r.Application, Attribute: r.Attribute, Value: r.Value}
		e := approvals.CatalogueEntry{CatalogueKey: k, Description: r.Description, Owner: r.Owner}
		if err := json.Unmarshal(r.Classifications, &e.Classifications); err != nil {
			return nil, fmt.Errorf("read classifications: %w", err)
		}
		known[k] = e
	}
	return known, nil
}

// Keep stores what was read just now, in the place of what was known before. Each access may be there once.
func (d Catalogue) Keep(ctx context.Context, entries []approvals.CatalogueEntry) error {
	if len(entries) == 0 {
		return nil
	}
	sorted := slices.SortedFunc(slices.Values(entries), func(a, b approvals.CatalogueEntry) int {
		return cmp.Or(cmp.Compare(a.Application, b.Application), cmp.Compare(a.Attribute, b.Attribute), cmp.Compare(a.Value, b.Value))
	})
	p := db.KeepCatalogueParams{}
	for _, e := range sorted {
		marks, err := json.Marshal(append([]string{}, e.Classifications...))
		if err != nil {
			return fmt.Errorf("write classifications: %w", err)
		}
		p.Applications, p.Attributes, p.Wanted = append(p.Applications, e.Application), append(p.Attributes, e.Attribute),
			append(p.Wanted, e.Value)
		p.Descriptions, p.Owners = append(p.Descriptions, e.Description), append(p.Owners, e.Owner)
		p.Classifications = append(p.Classifications, string(marks))
	}
	if err := db.New(d.pool).KeepCatalogue(ctx, p); err != nil {
		return fmt.Errorf("keep what the catalogue says: %w", err)
	}
	return nil
}

// Sweep removes what was read a week ago.
func (d Catalogue) Sweep(ctx context.Context) error {
	for range sweepTurns {
		n, err := db.New(d.pool).SweepCatalogue(ctx, db.SweepCatalogueParams{Keep: kept, MaxRows: mostSwept})
		if err != nil {
			return fmt.Errorf("remove what the catalogue said long ago: %w", err)
		}
		if n < mostSwept {
			return nil
		}
	}
	return nil
}
