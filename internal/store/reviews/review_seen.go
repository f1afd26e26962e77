package reviews

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// SeenEntities stores one page of entities that IIQ was asked for at readAt (Postgres's clock). Entities are counted
// by rows of three short columns, so progress stays right when they come, go, move or open again, without a call of
// its own. Reviews that were over before they were first seen leave no trace. Nobody is notified yet: SettleReviews
// does that once a round has read all pages. Answers must be stored in the order in which they were asked for. A
// decision on an entity that a replica of 0.1.0 has settled since readAt stays.
func (d Reviews) SeenEntities(ctx context.Context, lease schedule.Lease, readAt time.Time, page []approvals.ReviewEntity) error {
	if len(page) == 0 {
		return nil
	}
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return d.seenEntities(ctx, t, readAt, page) })
	if err != nil {
		return fmt.Errorf("store %d entities of access reviews: %w", len(page), err)
	}
	return nil
}

func (d Reviews) seenEntities(ctx context.Context, t *tx.Tx, readAt time.Time, page []approvals.ReviewEntity) error {
	ids := make([]string, len(page))
	for i, e := range page {
		ids[i] = e.ID
	}
	if err := absences.Present(ctx, t.Queries, approvals.AbsentEntity, ids); err != nil {
		return err
	}
	heads, created := headsOf(page)
	if err := absences.Present(ctx, t.Queries, approvals.AbsentReview, stored.KeysOf(heads)); err != nil {
		return err
	}
	known, err := knownReviews(ctx, t, heads)
	if err != nil {
		return err
	}
	if err := saveHeads(ctx, t, heads, created, known); err != nil {
		return err
	}
	touched, err := d.saveEntities(ctx, t, readAt, page, known)
	if err != nil || len(touched) == 0 {
		return err
	}
	if err := t.TouchReviews(ctx, touched); err != nil {
		return fmt.Errorf("touch reviews: %w", err)
	}
	return nil
}

// headsOf gives what the page says about each review, its last row counting, and when the review's first entity was
// made.
func headsOf(page []approvals.ReviewEntity) (heads map[string]approvals.Review, created map[string]time.Time) {
	heads, created = map[string]approvals.Review{}, map[string]time.Time{}
	for _, e := range page {
		id := e.Review.ID
		if id == "" {
			continue
		}
		heads[id] = e.Review
		if first, ok := created[id]; !ok || e.Created.Before(first) {
			created[id] = e.Created
		}
	}
	return heads, created
}

// knownReviews takes no lock. The round's lease keeps every other writer of these fields away, and most pages change
// nothing.
func knownReviews(ctx context.Context, t *tx.Tx, heads map[string]approvals.Review) (map[string]db.Review, error) {
	rows, err := t.GetReviews(ctx, stored.KeysOf(heads))
	if err != nil {
		return nil, fmt.Errorf("read reviews: %w", err)
	}
	known := map[string]db.Review{}
	for _, r := range rows {
		known[r.ID] = r
	}
	return known, nil
}

// saveHeads stores the changes of the reviews themselves, and adds new reviews to known.
func saveHeads(ctx context.Context, t *tx.Tx, heads map[string]approvals.Review, created map[string]time.Time,
	known map[string]db.Review) error {
	for _, id := range stored.KeysOf(heads) {
		h := heads[id]
		old, have := known[id]
		var err error
		switch {
		case !have && h.Over():
			continue
		case !have:
			known[id] = db.Review{ID: id}
			err = t.InsertReview(ctx, db.InsertReviewParams{ID: id, Name: h.Name, Phase: h.Phase, DueAt: stored.TimePtr(h.Due),
				SignedAt: stored.TimePtr(h.Signed), Certifiers: stored.NotNil(h.Certifiers), CreatedAt: created[id],
				UnreadDates: dateWords(h.UnreadDates)})
		case old.Gone || !sameHead(h, reviewFrom(old)):
			err = t.UpdateReviewHead(ctx, db.UpdateReviewHeadParams{ID: id, Name: h.Name, Phase: h.Phase, DueAt: stored.TimePtr(h.Due),
				SignedAt: stored.TimePtr(h.Signed), Certifiers: stored.NotNil(h.Certifiers), UnreadDates: dateWords(h.UnreadDates)})
		}
		if err != nil {
			return fmt.Errorf("store access review %s: %w", id, err)
		}
	}
	return nil
}

// saveEntities stores the entities that differ. It returns the reviews whose progress changes: those that they are in,
// and were in.
func (d Reviews) saveEntities(ctx context.Context, t *tx.Tx, readAt time.Time, page []approvals.ReviewEntity,
	known map[string]db.Review) ([]string, error) {
	old, err := entitiesOf(ctx, t, page)
	if err != nil {
		return nil, err
	}
	p := db.SaveEntitiesParams{}
	touched, taken := map[string]bool{}, map[string]bool{}
	for _, e := range page {
		if _, have := known[e.Review.ID]; !have || taken[e.ID] {
			continue
		}
		taken[e.ID] = true
		was := old[e.ID]
		if was.SettledAt.After(readAt) || was.ReviewID == e.Review.ID && was.Standing == string(e.Standing()) {
			continue
		}
		p.Ids, p.ReviewIds, p.Standings = append(p.Ids, e.ID), append(p.ReviewIds, e.Review.ID), append(p.Standings, string(e.Standing()))
		touched[e.Review.ID] = true
		if was.ReviewID != "" {
			touched[was.ReviewID] = true
		}
	}
	if len(p.Ids) == 0 {
		return nil, nil
	}
	if err := t.SaveEntities(ctx, p); err != nil {
		return nil, fmt.Errorf("store entities: %w", err)
	}
	return stored.KeysOf(touched), nil
}

func entitiesOf(ctx context.Context, t *tx.Tx, page []approvals.ReviewEntity) (map[string]db.ReviewEntity, error) {
	ids := make([]string, len(page))
	for i, e := range page {
		ids[i] = e.ID
	}
	rows, err := t.EntitiesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read entities: %w", err)
	}
	old := map[string]db.ReviewEntity{}
	for _, r := range rows {
		old[r.ID] = r
	}
	return old, nil
}

func reviewFrom(r db.Review) approvals.Review {
	return approvals.Review{ID: r.ID, Name: r.Name, Phase: r.Phase, Due: stored.TimeOf(r.DueAt), Signed: stored.TimeOf(r.SignedAt),
		Certifiers: r.Certifiers, UnreadDates: dateKinds(r.UnreadDates)}
}

// dateWords is the stored form of dates that could not be read, dateKinds the way back.
func dateWords(kinds []approvals.DateKind) []string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return words
}

func dateKinds(words []string) []approvals.DateKind {
	var kinds []approvals.DateKind
	for _, w := range words {
		kinds = append(kinds, approvals.DateKind(w))
	}
	return kinds
}

func sameHead(a, b approvals.Review) bool {
	return a.Name == b.Name && a.Phase == b.Phase && a.Due.Equal(b.Due) && a.Signed.Equal(b.Signed) &&
		slices.Equal(a.Certifiers, b.Certifiers) && slices.Equal(a.UnreadDates, b.UnreadDates)
}
