package reviews

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Reviewers turn the certifiers of a review into its reviewers.
type Reviewers struct{ base *tx.Base }

// NewReviewers makes the use cases of reviewers.
func NewReviewers(base *tx.Base) Reviewers { return Reviewers{base} }

// reviewers are the reviewers of a review, as far as our tables know them.
type reviewers struct {
	owners owners.Known
	// ids are of people and workgroups. unknown are certifier names that no known identity has.
	ids, unknown []string
}

// complete reports whether there is a reviewer and all of them are known.
func (r reviewers) complete() bool { return len(r.ids) > 0 && len(r.unknown) == 0 }

// names lists these reviewers by the names that people know.
func (r reviewers) names(ids []string) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		if n := r.owners.Name(approvals.Ref{ID: id}); n != "" {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// reviewersOf finds the reviewers by the certifiers' names, else by the owners of the review's work items.
func reviewersOf(ctx context.Context, t *tx.Tx, row db.Review) (reviewers, error) {
	var r reviewers
	var err error
	if len(row.Certifiers) > 0 {
		r.ids, r.unknown, err = byName(ctx, t.Queries, row.Certifiers)
	} else {
		r.ids, err = ownersOfReview(ctx, t, row.ID)
	}
	if err != nil {
		return r, err
	}
	old, err := t.ReviewersOf(ctx, row.ID)
	if err != nil {
		return r, fmt.Errorf("read reviewers: %w", err)
	}
	r.owners, err = owners.Steady(ctx, t, append(slices.Clone(r.ids), old...))
	return r, err
}

// byName finds identities by IIQ's name: the exact name, else the only one that differs by case alone. Of several it
// takes the only active one.
func byName(ctx context.Context, q *db.Queries, names []string) (ids, unknown []string, err error) {
	rows, err := owners.IdentitiesNamed(ctx, q, names)
	if err != nil {
		return nil, nil, fmt.Errorf("look reviewers up: %w", err)
	}
	for _, n := range names {
		var exact, alike []db.Identity
		for _, r := range rows {
			if r.Name == n {
				exact = append(exact, r)
			}
			if caseless.Same(r.Name, n) {
				alike = append(alike, r)
			}
		}
		id := onlyOf(exact)
		if id == "" {
			id = onlyOf(alike)
		}
		if id == "" {
			unknown = append(unknown, n)
		} else {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), unknown, nil
}

// onlyOf gives the only identity, else the only active one, else "".
func onlyOf(found []db.Identity) string {
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(i db.Identity) bool { return i.Inactive })
	}
	if len(found) != 1 {
		return ""
	}
	return found[0].ID
}

func ownersOfReview(ctx context.Context, t *tx.Tx, reviewID string) ([]string, error) {
	items, err := t.ReviewWorkItemsOf(ctx, reviewID)
	if err != nil {
		return nil, fmt.Errorf("read work items of review: %w", err)
	}
	var ids []string
	for _, w := range items {
		ids = append(ids, w.OwnerID)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// setReviewers makes the reviewers the approvers of a review's card. New reviewers get a card; former ones see why
// they lost it. Where no reviewer can be found, the present ones stay.
func setReviewers(ctx context.Context, t *tx.Tx, row db.Review, round int32, who reviewers) error {
	old, err := t.ReviewersOf(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("read reviewers: %w", err)
	}
	if len(who.ids) == 0 && len(who.unknown) == 0 {
		return nil
	}
	p := db.DeleteReviewersExceptParams{ReviewID: row.ID, Reviewers: stored.NotNil(who.ids)}
	if err := t.DeleteReviewersExcept(ctx, p); err != nil {
		return fmt.Errorf("delete reviewers: %w", err)
	}
	if err := t.InsertReviewers(ctx, db.InsertReviewersParams{ReviewID: row.ID, Reviewers: stored.NotNil(who.ids)}); err != nil {
		return fmt.Errorf("insert reviewers: %w", err)
	}
	return owners.ChangeApprovers(ctx, t, row.ID, round, who.change(old))
}

// change is what a card's approvers become when these reviewers take the place of old ones.
func (r reviewers) change(old []string) owners.ApproverChange {
	gone, added := stored.Minus(old, r.ids), stored.Minus(r.ids, old)
	c := owners.ApproverChange{Reason: approvals.WithdrawnLeft}
	for _, id := range r.ids {
		c.Groups = append(c.Groups, owners.Group{People: r.owners.Approvers(id), Workgroup: r.owners.Group(id),
			ForwardedBy: r.names(gone)})
	}
	if len(gone) > 0 {
		c.Reason, c.To = approvals.WithdrawnForwarded, joined(r.names(added), strings.Join(r.unknown, ", "))
	}
	return c
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// SeenReviewWorkItems stores IIQ's own work items of reviews from a page of work items. Their owners review where no
// certifier is named. Items of other types are passed over.
func (d Reviewers) SeenReviewWorkItems(ctx context.Context, lease schedule.Lease, items []approvals.WorkItem) error {
	seen := map[string]approvals.WorkItem{}
	for _, w := range items {
		if w.Type == approvals.TypeCertification && w.ID != "" && w.Certification != "" && w.Owner.ID != "" {
			seen[w.ID] = w
		}
	}
	if len(seen) == 0 {
		return nil
	}
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return seenReviewWorkItems(ctx, t, seen) })
	if err != nil {
		return fmt.Errorf("store work items of access reviews: %w", err)
	}
	return nil
}

func seenReviewWorkItems(ctx context.Context, t *tx.Tx, seen map[string]approvals.WorkItem) error {
	rows, err := t.ReviewWorkItemsByID(ctx, stored.KeysOf(seen))
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	old := map[string]db.ReviewWorkItem{}
	for _, r := range rows {
		old[r.ID] = r
	}
	if err := absences.Present(ctx, t.Queries, approvals.AbsentReviewItem, stored.KeysOf(seen)); err != nil {
		return err
	}
	touched := map[string]bool{}
	var closed []string
	for _, id := range stored.KeysOf(seen) {
		w := seen[id]
		if !w.State.Open() {
			closed = append(closed, id)
			continue
		}
		if old[id].OwnerID != w.Owner.ID || old[id].ReviewID != w.Certification {
			touched[w.Certification] = true
		}
		p := db.SaveReviewWorkItemParams{ID: id, ReviewID: w.Certification, OwnerID: w.Owner.ID, OwnerName: w.Owner.Name}
		if err := t.SaveReviewWorkItem(ctx, p); err != nil {
			return fmt.Errorf("save: %w", err)
		}
	}
	return dropReviewWorkItems(ctx, t, closed, touched)
}

func dropReviewWorkItems(ctx context.Context, t *tx.Tx, ids []string, touched map[string]bool) error {
	if len(ids) > 0 {
		reviews, err := t.DropReviewWorkItems(ctx, ids)
		if err != nil {
			return fmt.Errorf("drop: %w", err)
		}
		for _, id := range reviews {
			touched[id] = true
		}
	}
	if err := t.TouchReviews(ctx, stored.KeysOf(touched)); err != nil {
		return fmt.Errorf("touch reviews: %w", err)
	}
	return nil
}

// ReviewWorkItemsGone removes work items of reviews that Absent reports as gone.
func (d Reviewers) ReviewWorkItemsGone(ctx context.Context, lease schedule.Lease, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return d.base.InTx(ctx, lease, func(t *tx.Tx) error { return dropReviewWorkItems(ctx, t, ids, map[string]bool{}) })
}

// ReviewWorkItemsToCheck lists up to limit work items that name a reviewer and that IIQ last listed before the given
// moment (Postgres's clock).
func (d Reviewers) ReviewWorkItemsToCheck(ctx context.Context, before time.Time, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).ReviewWorkItemsToCheck(ctx, db.ReviewWorkItemsToCheckParams{Before: before, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list work items of access reviews: %w", err)
	}
	return ids, nil
}

// ReviewersToExpand lists up to limit reviewers whom our tables know neither as a person nor as an expanded workgroup.
// With unmarked, reviewers who are people in our tables are listed too, since this IIQ does not tell groups from
// people.
func (d Reviewers) ReviewersToExpand(ctx context.Context, unmarked bool, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).ReviewersToExpand(ctx, db.ReviewersToExpandParams{Unmarked: unmarked, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list reviewers to expand: %w", err)
	}
	return ids, nil
}

// UnknownReviewers lists up to limit certifier names of open reviews that no known identity has.
func (d Reviewers) UnknownReviewers(ctx context.Context, limit int) ([]string, error) {
	q := db.New(d.base.Pool)
	var unknown []string
	for after := ""; ; {
		names, err := q.UnknownReviewers(ctx, db.UnknownReviewersParams{After: after, MaxRows: int32(limit)})
		if err != nil {
			return nil, fmt.Errorf("list unknown reviewers: %w", err)
		}
		known, err := owners.IdentitiesNamed(ctx, q, names)
		if err != nil {
			return nil, fmt.Errorf("look reviewers up: %w", err)
		}
		for _, n := range names {
			same := func(i db.Identity) bool { return caseless.Same(i.Name, n) }
			if len(unknown) < limit && !slices.ContainsFunc(known, same) {
				unknown = append(unknown, n)
			}
		}
		if len(names) < limit || len(unknown) == limit {
			return unknown, nil
		}
		after = names[len(names)-1]
	}
}
