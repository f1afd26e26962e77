package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// withMissing gives the members, together with those who are missing and not known to be gone.
func (d Owners) withMissing(ctx context.Context, t *Tx, e Expansion) (members []string, r Reading, held int64, err error) {
	r = Reading{Kind: approvals.AbsentMember, At: e.ReadAt, Witnessed: e.Witnessed}
	if err := t.ForgetAbsences(ctx, db.ForgetAbsencesParams{Kind: string(approvals.AbsentMember), PartOf: e.ID, Ids: e.Members}); err != nil {
		return nil, r, 0, fmt.Errorf("forget that members were missing: %w", err)
	}
	missing, err := t.MembersBut(ctx, db.MembersButParams{WorkgroupID: e.ID, Members: e.Members})
	if err != nil {
		return nil, r, 0, fmt.Errorf("list missing members: %w", err)
	}
	if len(missing) == 0 {
		return e.Members, r, 0, nil
	}
	for _, id := range missing {
		r.Absent = append(r.Absent, Absent{ID: id, PartOf: e.ID})
	}
	if !r.Witnessed {
		if r.Witnessed, err = t.KnowsAnyOf(ctx, e.Members); err != nil {
			return nil, r, 0, fmt.Errorf("look members up: %w", err)
		}
	}
	a, held, err := d.absences().absent(ctx, t, r)
	if err != nil {
		return nil, r, 0, err
	}
	gone := db.ForgetAbsencesParams{Kind: string(approvals.AbsentMember), PartOf: e.ID, Ids: notNil(a.Gone)}
	if err := t.ForgetAbsences(ctx, gone); err != nil {
		return nil, r, 0, fmt.Errorf("forget members who are gone: %w", err)
	}
	return append(slices.Clone(e.Members), minus(missing, a.Gone)...), r, held, nil
}

// IsMember reports whether our tables have an identity in a workgroup. A missing member stays one until known to be
// gone.
func (d Owners) IsMember(ctx context.Context, workgroupID, identityID string) (bool, error) {
	is, err := db.New(d.pool).IsMember(ctx, db.IsMemberParams{WorkgroupID: workgroupID, IdentityID: identityID})
	if err != nil {
		return false, fmt.Errorf("read member of workgroup: %w", err)
	}
	return is, nil
}

// HasMembers reports whether our tables have anybody in a workgroup.
func (d Owners) HasMembers(ctx context.Context, workgroupID string) (bool, error) {
	has, err := db.New(d.pool).MembersStored(ctx, workgroupID)
	if err != nil {
		return false, fmt.Errorf("read members of workgroup: %w", err)
	}
	return has, nil
}

// EmptyWorkgroups lists up to limit workgroups that own open items, or review, that are empty and were not expanded
// within age. A person may have been taken for a workgroup, or a list may have been empty by mistake.
func (d Owners) EmptyWorkgroups(ctx context.Context, age time.Duration, limit int) ([]string, error) {
	ids, err := db.New(d.pool).EmptyWorkgroups(ctx, db.EmptyWorkgroupsParams{Age: age, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list workgroups without members: %w", err)
	}
	return ids, nil
}

// NotAWorkgroup notes that an identity is a person, who alone owns what it owns. An identity that has members in our
// tables stays a workgroup.
func (d Owners) NotAWorkgroup(ctx context.Context, lease schedule.Lease, id string) error {
	err := d.inTx(ctx, lease, func(t *Tx) error {
		n, err := t.ForgetWorkgroup(ctx, id)
		if err != nil || n == 0 {
			return err
		}
		return touchReviewsOf(ctx, t, id)
	})
	if err != nil {
		return fmt.Errorf("note %s as a person: %w", id, err)
	}
	owns, err := db.New(d.pool).OwnsAsWorkgroup(ctx, id)
	if err != nil {
		return fmt.Errorf("look for items of a person: %w", err)
	}
	if !owns {
		return nil
	}
	return d.regroup(ctx, lease, id)
}
