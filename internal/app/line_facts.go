package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

// catalogueReader asks IIQ's catalogue; the client of IIQ implements it.
type catalogueReader interface {
	Catalogue(ctx context.Context, keys []approvals.CatalogueKey) ([]approvals.CatalogueEntry, error)
}

// lineFacts tells what IIQ's catalogue says of the lines of an item: what was read within a day from our own copy, the rest by SCIM.
type lineFacts struct {
	kept catalogue.Catalogue
	iiq  catalogueReader
	log  *slog.Logger
}

// keepWithin bounds the time for keeping what was read.
const keepWithin = 2 * time.Second

// Catalogue gives what is known of lines, in their order. Lines of which nothing is known are left out. With an error, which says that
// some could not be asked for, the lines are those of which something is known all the same. While the catalogue is left alone for a
// while the copy alone counts, without an error.
func (f *lineFacts) Catalogue(ctx context.Context, lines []approvals.ApprovalItem) ([]approvals.LineContext, error) {
	keys := approvals.CatalogueKeysOf(lines)
	if len(keys) == 0 {
		return nil, nil
	}
	known, err := f.kept.Known(ctx, keys)
	if err != nil {
		return nil, err
	}
	var missing []approvals.CatalogueKey
	for _, k := range keys {
		if _, there := known[k]; !there {
			missing = append(missing, k)
		}
	}
	read, err := f.ask(ctx, missing)
	for _, e := range read {
		known[e.CatalogueKey] = e
	}
	return approvals.LinesByCatalogue(lines, known), err
}

// ask reads what is missing, and keeps it. What was read counts also where it could not be kept, and is read again then.
func (f *lineFacts) ask(ctx context.Context, missing []approvals.CatalogueKey) ([]approvals.CatalogueEntry, error) {
	if len(missing) == 0 {
		return nil, nil
	}
	read, err := f.iiq.Catalogue(ctx, missing)
	// The caller's time may have run out with the call.
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWithin)
	defer cancel()
	if keepErr := f.kept.Keep(within, read); keepErr != nil {
		f.log.WarnContext(ctx, "what the catalogue says cannot be kept", "error", keepErr)
	}
	if errors.Is(err, approvals.ErrCatalogueRests) {
		err = nil
	}
	return read, err
}
