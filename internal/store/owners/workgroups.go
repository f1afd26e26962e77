package owners

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Expansion is the flat list of a workgroup's members, with nested groups expanded.
type Expansion struct {
	ID string
	// Name may be "" where nobody knows it.
	Name    string
	Members []string
	// ReadAt is when IIQ was asked, by Postgres's clock (see Now).
	ReadAt time.Time
	// Witnessed is true when the same round saw something else that is known to exist. Known members are witnesses
	// themselves.
	Witnessed bool
}

// SaveWorkgroup stores the members of a workgroup and makes them the approvers of every open item that it owns. A
// missing member stays one until Absent says that they are gone. SaveWorkgroup also finishes an update that another
// process began over a minute ago and did not complete.
func (d Owners) SaveWorkgroup(ctx context.Context, lease schedule.Lease, e Expansion) error {
	e.Members = stored.NotNil(e.Members)
	var since *time.Time
	var r absences.Reading
	var held int64
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) (err error) {
		known, missing, err := askMembers(ctx, t, e)
		if err != nil {
			return err
		}
		var members []string
		if members, r, held, err = d.withMissing(ctx, t, e, missing); err != nil {
			return err
		}
		since, err = saveMembers(ctx, t, e, members, known)
		return err
	})
	if err == nil && len(r.Absent) > 0 {
		d.absences.SayHeld(ctx, r, held)
	}
	if err != nil || since == nil {
		return err
	}
	if err := d.regroup(ctx, lease, e.ID); err != nil {
		return err
	}
	if err := db.New(d.base.Pool).ItemsFollowed(ctx, db.ItemsFollowedParams{ID: e.ID, Since: *since}); err != nil {
		return fmt.Errorf("note that items follow workgroup: %w", err)
	}
	return nil
}

// askMembers tells whether the workgroup is known, and who of its members is missing. Whoever is there is missing no more.
func askMembers(ctx context.Context, t *tx.Tx, e Expansion) (known bool, missing []string, err error) {
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) error {
		there := db.ForgetAbsencesParams{Kind: string(approvals.AbsentMember), PartOf: e.ID, Ids: e.Members}
		if err := q.ForgetAbsences(ctx, there); err != nil {
			return fmt.Errorf("forget that members were missing: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		if missing, err = q.MembersBut(ctx, db.MembersButParams{WorkgroupID: e.ID, Members: e.Members}); err != nil {
			return fmt.Errorf("list missing members: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) error {
		had, err := q.GetWorkgroups(ctx, []string{e.ID})
		if err != nil {
			return fmt.Errorf("read workgroup: %w", err)
		}
		known = len(had) > 0
		return nil
	})
	err = t.Send(ctx, trip)
	return known, missing, err
}

// saveMembers returns the time from which the items have to follow the members; nil when they do, or another process
// updates them. known: the workgroup was stored before.
func saveMembers(ctx context.Context, t *tx.Tx, e Expansion, members []string, known bool) (*time.Time, error) {
	var gone, added int64
	var unfollowed *time.Time
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) error {
		if err := q.UpsertWorkgroup(ctx, db.UpsertWorkgroupParams{ID: e.ID, Name: e.Name}); err != nil {
			return fmt.Errorf("save workgroup: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		if gone, err = q.DeleteMembersExcept(ctx, db.DeleteMembersExceptParams{WorkgroupID: e.ID, Members: members}); err != nil {
			return fmt.Errorf("delete members: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		if added, err = q.InsertMembers(ctx, db.InsertMembersParams{WorkgroupID: e.ID, Members: members}); err != nil {
			return fmt.Errorf("insert members: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		unfollowed, err = longUnfollowed(ctx, q, e.ID)
		return err
	})
	if err := t.Send(ctx, trip); err != nil {
		return nil, err
	}
	if known && gone == 0 && added == 0 {
		return unfollowed, nil
	}
	since, err := t.MembersChanged(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("note that members have changed: %w", err)
	}
	return since, awaitReaders(ctx, t)
}

// awaitReaders waits for everybody who stores approvers by the members as they were. It is the last step of a
// transaction that changes members, which holds no row that they need.
func awaitReaders(ctx context.Context, t *tx.Tx) error {
	if err := t.AwaitReadersOfMembers(ctx); err != nil {
		return fmt.Errorf("wait for readers of members: %w", err)
	}
	return nil
}

func longUnfollowed(ctx context.Context, q *db.Queries, id string) (*time.Time, error) {
	since, err := q.LongUnfollowed(ctx, id)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read whether items follow workgroup: %w", err)
	}
	return since, nil
}

// regroup makes the members of a workgroup the approvers of its open items, item by item, and has its reviews settled
// anew. An item that cannot be stored does not stop the others.
func (d Owners) regroup(ctx context.Context, lease schedule.Lease, groupID string) error {
	if err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return touchReviewsOf(ctx, t, groupID) }); err != nil {
		return err
	}
	ids, err := db.New(d.base.Pool).OpenItemIDsOfOwner(ctx, groupID)
	if err != nil {
		return fmt.Errorf("list items of workgroup: %w", err)
	}
	var failed error
	for _, id := range ids {
		err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return d.regroupItem(ctx, t, id, groupID) })
		if err == nil {
			continue
		}
		failed = fmt.Errorf("regroup work item %s: %w", id, err)
		if tx.LeaseLost(err) || ctx.Err() != nil {
			break
		}
	}
	return failed
}

func (d Owners) regroupItem(ctx context.Context, t *tx.Tx, itemID, groupID string) error {
	row, err := t.LockWorkItem(ctx, itemID)
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	if row.State != db.ItemOpen || row.OwnerID != groupID {
		return nil
	}
	w, err := stored.WorkItemFrom(row)
	if err != nil {
		return err
	}
	o, err := Read(ctx, t.Queries, []string{groupID})
	if err != nil {
		return err
	}
	if group := o.Group(groupID); row.OwnerWorkgroup != group {
		if err := t.UpdateWorkItemContent(ctx, stored.UpdateParams(w, w, group)); err != nil {
			return fmt.Errorf("update: %w", err)
		}
	}
	return SetApprovers(ctx, t, w, row.Round, o, Change{})
}

// withMissing gives the members, together with those who are missing and not known to be gone.
func (d Owners) withMissing(ctx context.Context, t *tx.Tx, e Expansion, missing []string) (members []string, r absences.Reading,
	held int64, err error) {
	r = absences.Reading{Kind: approvals.AbsentMember, At: e.ReadAt, Witnessed: e.Witnessed}
	if len(missing) == 0 {
		return e.Members, r, 0, nil
	}
	for _, id := range missing {
		r.Absent = append(r.Absent, absences.Absent{ID: id, PartOf: e.ID})
	}
	if !r.Witnessed {
		if r.Witnessed, err = t.KnowsAnyOf(ctx, e.Members); err != nil {
			return nil, r, 0, fmt.Errorf("look members up: %w", err)
		}
	}
	a, held, err := d.absences.AbsentIn(ctx, t, r)
	if err != nil {
		return nil, r, 0, err
	}
	gone := db.ForgetAbsencesParams{Kind: string(approvals.AbsentMember), PartOf: e.ID, Ids: stored.NotNil(a.Gone)}
	if err := t.ForgetAbsences(ctx, gone); err != nil {
		return nil, r, 0, fmt.Errorf("forget members who are gone: %w", err)
	}
	return append(slices.Clone(e.Members), stored.Minus(missing, a.Gone)...), r, held, nil
}

// IsMember reports whether our tables have an identity in a workgroup. A missing member stays one until known to be
// gone.
func (d Owners) IsMember(ctx context.Context, workgroupID, identityID string) (bool, error) {
	is, err := db.New(d.base.Pool).IsMember(ctx, db.IsMemberParams{WorkgroupID: workgroupID, IdentityID: identityID})
	if err != nil {
		return false, fmt.Errorf("read member of workgroup: %w", err)
	}
	return is, nil
}

// HasMembers reports whether our tables have anybody in a workgroup.
func (d Owners) HasMembers(ctx context.Context, workgroupID string) (bool, error) {
	has, err := db.New(d.base.Pool).MembersStored(ctx, workgroupID)
	if err != nil {
		return false, fmt.Errorf("read members of workgroup: %w", err)
	}
	return has, nil
}

// EmptyWorkgroups lists up to limit workgroups that own open items, or review, that are empty and were not expanded
// within age. A person may have been taken for a workgroup, or a list may have been empty by mistake.
func (d Owners) EmptyWorkgroups(ctx context.Context, age time.Duration, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).EmptyWorkgroups(ctx, db.EmptyWorkgroupsParams{Age: age, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list workgroups without members: %w", err)
	}
	return ids, nil
}

// NotAWorkgroup notes that an identity is a person, who alone owns what it owns. An identity that has members in our
// tables stays a workgroup.
func (d Owners) NotAWorkgroup(ctx context.Context, lease schedule.Lease, id string) error {
	var forgotten int64
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) (err error) {
		if forgotten, err = t.ForgetWorkgroup(ctx, id); err != nil || forgotten == 0 {
			return err
		}
		return awaitReaders(ctx, t)
	})
	if err != nil {
		return fmt.Errorf("note %s as a person: %w", id, err)
	}
	owns, err := db.New(d.base.Pool).OwnsAsWorkgroup(ctx, id)
	if err != nil {
		return fmt.Errorf("look for items of a person: %w", err)
	}
	if !owns && forgotten == 0 {
		return nil
	}
	return d.regroup(ctx, lease, id)
}

// touchReviewsOf makes the next round update the review cards of a workgroup whose members have changed.
func touchReviewsOf(ctx context.Context, t *tx.Tx, groupID string) error {
	ids, err := t.OpenReviewIDsOfReviewer(ctx, groupID)
	if err != nil {
		return fmt.Errorf("list reviews of workgroup: %w", err)
	}
	if err := t.TouchReviews(ctx, stored.NotNil(ids)); err != nil {
		return fmt.Errorf("touch reviews of workgroup: %w", err)
	}
	return nil
}
