package jobstest

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// FakeReviews is IIQ's table of entities. Its steps are changed, open, byid and names.
type FakeReviews struct {
	*Steps
	// Entities are those that IIQ has, by id. Names are the ids of identities by name.
	Entities map[string]approvals.ReviewEntity
	Names    map[string]string
	// Empty: every list is.
	Empty bool
	// Ahead is as that of FakeIIQ.
	Ahead time.Duration
}

// NewFakeReviews makes a table without entities.
func NewFakeReviews() *FakeReviews {
	return &FakeReviews{Steps: NewSteps(), Entities: map[string]approvals.ReviewEntity{}, Names: map[string]string{}}
}

// Clock is IIQ's own clock.
func (f *FakeReviews) Clock() time.Time { return (&FakeIIQ{Ahead: f.Ahead}).Clock() }

// Page is up to limit entities after an id, in the order of ids, of those to keep.
func (f *FakeReviews) Page(after string, limit int, keep func(approvals.ReviewEntity) bool) []approvals.ReviewEntity {
	var page []approvals.ReviewEntity
	if f.Empty {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(f.Entities)) {
		if e := f.Entities[id]; id > after && keep(e) && len(page) < limit {
			page = append(page, e)
		}
	}
	return page
}

// ReviewEntities implements rounds.ReviewReader.
func (f *FakeReviews) ReviewEntities(ctx context.Context, since time.Time, after string, limit int) ([]approvals.ReviewEntity, error) {
	if err := f.Step(ctx, "changed"); err != nil {
		return nil, err
	}
	return f.Page(after, limit, func(e approvals.ReviewEntity) bool {
		stamp := e.Modified
		if stamp.IsZero() {
			stamp = e.Created
		}
		return !stamp.Before(since)
	}), nil
}

// OpenReviewEntities implements rounds.ReviewReader.
func (f *FakeReviews) OpenReviewEntities(ctx context.Context, after string, limit int) ([]approvals.ReviewEntity, error) {
	if err := f.Step(ctx, "open"); err != nil {
		return nil, err
	}
	return f.Page(after, limit, func(e approvals.ReviewEntity) bool { return e.Review.Signed.IsZero() }), nil
}

// ReviewEntitiesByID implements rounds.ReviewReader.
func (f *FakeReviews) ReviewEntitiesByID(ctx context.Context, ids []string) ([]approvals.ReviewEntity, error) {
	if err := f.Step(ctx, "byid"); err != nil {
		return nil, err
	}
	return f.Page("", len(ids), func(e approvals.ReviewEntity) bool { return slices.Contains(ids, e.ID) }), nil
}

// IdentitiesByName implements rounds.NameFinder.
func (f *FakeReviews) IdentitiesByName(ctx context.Context, names []string) ([]approvals.Identity, error) {
	if err := f.Step(ctx, "names"); err != nil {
		return nil, err
	}
	var found []approvals.Identity
	for _, n := range names {
		if id, ok := f.Names[n]; ok {
			found = append(found, approvals.Identity{ID: id, Name: n})
		}
	}
	return found, nil
}
