package identitymap

import (
	"context"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/db"
)

const (
	// askAtOnce is how many identities one call asks for by id.
	askAtOnce = 100
	// maxMissing is how many people whom a list left out one run asks for by id.
	maxMissing = 5000
)

// recount counts from the tables what a run has read, since pages that go by position may have shown a person twice.
func (r *wholeRun) recount(ctx context.Context) error {
	s := &r.stats
	n, err := r.m.q.CountSeenIdentities(ctx, s.Run)
	if err != nil {
		return fmt.Errorf("count identities: %w", err)
	}
	s.Seen, s.Active, s.Inactive = int(n.Seen), int(n.Active), int(n.Inactive)
	return nil
}

// askMissing asks by id for the active people whom the pages did not show, and returns those whom IIQ no longer has.
// It stores those who exist after all.
func (r *wholeRun) askMissing(ctx context.Context) (gone []string, err error) {
	s := &r.stats
	missing, err := r.m.q.MissingIdentities(ctx, db.MissingIdentitiesParams{Run: s.Run, MaxRows: maxMissing + 1})
	if err != nil {
		return nil, fmt.Errorf("list missing identities: %w", err)
	}
	if len(missing) > maxMissing {
		missing, s.Unasked = missing[:maxMissing], len(missing)-maxMissing
		r.m.log.WarnContext(ctx, "the list of identities left out very many people; the rest of them is asked for at the next refresh", "asked", maxMissing)
	}
	for some := range slices.Chunk(missing, askAtOnce) {
		_, there, err := r.m.readThese(ctx, some)
		if err != nil {
			return nil, err
		}
		gone = append(gone, slices.DeleteFunc(slices.Clone(some), func(id string) bool { return there[id] })...)
	}
	return gone, nil
}
