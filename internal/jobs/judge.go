package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// Judge asks IIQ and Slack, immediately before a write, whether a decision may still be taken.
type Judge struct {
	Store  *store.Store
	Items  ItemReader
	Groups *rounds.Groups
	People People
	// Requests tells who the people of an item are, where the item does not.
	Requests rounds.RequestReader
	// Witness, which may be nil, is asked when something is missing and nothing else was seen.
	Witness *rounds.Witness
	Log     interface {
		Warn(msg string, args ...any)
	}
}

// Findings is what a read-back found. With no field set, the write may go out.
type Findings struct {
	// Gone: a well-formed list does not have the item. missing is the reading that lacked it.
	Gone    bool
	missing absences.Reading
	// Closed: IIQ shows the item as ended.
	Closed  *approvals.WorkItem
	Refusal *approvals.Refusal
	// item is what was read and judged, where it is open, and readAt is from before it was read.
	item   approvals.WorkItem
	readAt time.Time
}

// open reports whether the item can be decided, by this clicker.
func (f Findings) open() bool { return !f.Gone && f.Closed == nil && f.Refusal == nil }

// ReadBack reads the item, the decider's identity and their standing in Slack at the same time. Where the owner is a
// workgroup it then reads the members. An error means that one of them got no answer, and the decision waits.
func (j *Judge) ReadBack(ctx context.Context, c store.Claim) (Findings, error) {
	ctx, span := tracing.Start(ctx, "read back and judge")
	defer span.End()
	var item approvals.WorkItem
	var gone bool
	readAt, person, err := j.beside(ctx, c, func(ctx context.Context) (err error) {
		item, gone, err = j.read(ctx, c.Write.WorkItemID)
		return err
	})
	switch {
	case err != nil:
		return Findings{}, err
	case gone:
		missing, err := j.missing(ctx, approvals.AbsentItem, absences.Absent{ID: c.Write.WorkItemID}, readAt, person == nil)
		return Findings{Gone: true, missing: missing}, err
	case !item.State.Open():
		return Findings{Closed: &item}, nil
	case person != nil:
		return Findings{Refusal: person}, nil
	}
	return j.authority(ctx, c, item, readAt)
}

// missing is a reading that lacked one thing. witnessed tells whether the same read saw something else.
func (j *Judge) missing(ctx context.Context, kind approvals.AbsenceKind, what absences.Absent, readAt time.Time,
	witnessed bool) (absences.Reading, error) {
	r := absences.Reading{Kind: kind, At: readAt, Absent: []absences.Absent{what}, Witnessed: witnessed}
	var err error
	if !r.Witnessed {
		r.Witnessed, err = j.Witness.Seen(ctx)
	}
	return r, err
}

// gone is nil when the thing is known to be gone, and a *missingError when IIQ has to be asked again.
func (j *Judge) gone(ctx context.Context, kind approvals.AbsenceKind, what absences.Absent, readAt time.Time, witnessed bool) error {
	r, err := j.missing(ctx, kind, what, readAt, witnessed)
	if err != nil {
		return err
	}
	return gone(ctx, j.Store, r)
}

// beside checks the decider in IIQ and in Slack while read reads what they decide on. readAt is from before both.
func (j *Judge) beside(ctx context.Context, c store.Claim, read func(context.Context) error) (readAt time.Time, person *approvals.Refusal,
	err error) {
	if readAt, err = j.Store.Now(ctx); err != nil {
		return readAt, nil, err
	}
	unlisted := false
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return read(gctx) })
	g.Go(func() error {
		err := j.People.Reverify(gctx, c.IdentityID, c.SlackUserID)
		if r, refused := approvals.AsRefusal(err); refused {
			person, err = r, nil
		}
		if errors.Is(err, approvals.ErrNotListed) {
			unlisted, err = true, nil
		}
		return err
	})
	if err = g.Wait(); err != nil {
		return readAt, nil, err
	}
	if !unlisted {
		return readAt, person, j.Store.Present(ctx, approvals.AbsentPerson, []string{c.IdentityID})
	}
	if err = j.gone(ctx, approvals.AbsentPerson, absences.Absent{ID: c.IdentityID}, readAt, false); err != nil {
		return readAt, nil, err
	}
	return readAt, &approvals.Refusal{Code: approvals.RefusedInactive}, nil
}

// read gives the item by id. Where that proves nothing it asks the list, which alone can say that the item is gone.
func (j *Judge) read(ctx context.Context, id string) (w approvals.WorkItem, gone bool, err error) {
	w, err = j.Items.WorkItem(ctx, id)
	if errors.Is(err, approvals.ErrNoAnswerByID) {
		w, err = j.Items.WorkItemListed(ctx, id)
	}
	if errors.Is(err, approvals.ErrNotListed) {
		return w, true, nil
	}
	return w, false, err
}

// authority judges the decider against the item as IIQ has it now. Differences from our tables are stored, so that
// every card follows.
func (j *Judge) authority(ctx context.Context, c store.Claim, item approvals.WorkItem, readAt time.Time) (Findings, error) {
	s := approvals.Standing{Known: true, Approver: true, Active: item.Owner.ID == c.IdentityID, Open: true, Item: item,
		OwnerName: item.Owner.Name}
	var err error
	if !s.Active {
		if s.Active, s.OwnerWorkgroup, err = j.member(ctx, item.Owner, c.IdentityID); err != nil {
			return Findings{}, err
		}
	}
	r, err := j.mayWrite(ctx, c, s)
	if err == nil && r != nil && r.Code == approvals.RefusedChanged {
		// Cards are made from the list: the same item may look different by id.
		if s.Item, err = j.Items.WorkItemListed(ctx, item.ID); err == nil {
			r, err = j.mayWrite(ctx, c, s)
		}
	}
	if err == nil && r != nil {
		j.takeOver(ctx, readAt, s.Item)
	}
	return Findings{Refusal: r, item: s.Item, readAt: readAt}, err
}

// mayWrite judges the decider under each of their names. What has changed is the last thing that keeps a decision back, since
// another look at the item may lift it.
func (j *Judge) mayWrite(ctx context.Context, c store.Claim, s approvals.Standing) (changed *approvals.Refusal, err error) {
	names, err := j.namesOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if s.Item, err = j.knowPeople(ctx, s.Item); err != nil {
		return nil, err
	}
	for _, who := range names {
		r, err := j.Store.MayWrite(ctx, c, who, s)
		switch {
		case err != nil:
			return nil, err
		case r != nil && r.Code == approvals.RefusedChanged:
			changed = r
		case r != nil:
			return r, nil //nolint:nilerr // a refusal is what was found, not a failure
		}
	}
	return changed, nil
}

// namesOf is the decider under the names that IIQ gave just now and, where they were renamed, under the former ones. A
// reference by name alone may hold either.
func (j *Judge) namesOf(ctx context.Context, c store.Claim) ([]approvals.Identity, error) {
	name, display, err := j.Store.IdentityNames(ctx, c.IdentityID)
	if err != nil {
		return nil, err
	}
	names := []approvals.Identity{{ID: c.IdentityID, Name: name, Display: display}}
	if c.IdentityName != name || c.DeciderName != display {
		names = append(names, approvals.Identity{ID: c.IdentityID, Name: c.IdentityName, Display: c.DeciderName})
	}
	return names, nil
}

// member asks IIQ whether the identity is in the owning workgroup, with nested groups expanded. The answer is stored
// for the other members' cards. A *missingError means that the identity was a member so far and is not known to have
// left.
func (j *Judge) member(ctx context.Context, owner approvals.Ref, identityID string) (member, group bool, err error) {
	members, err := j.Groups.Follow(ctx, schedule.Lease{}, owner.ID, owner.Name)
	if errors.Is(err, rounds.ErrPerson) {
		return false, false, nil
	}
	if slices.Contains(members, identityID) {
		if err != nil {
			j.Log.Warn("cannot store the members of a workgroup", "identity_id", owner.ID, "error", err)
		}
		return true, true, nil
	}
	if err != nil {
		return false, false, err
	}
	still, err := j.Store.IsMember(ctx, owner.ID, identityID)
	if err == nil && still {
		err = &missingError{kind: approvals.AbsentMember, again: j.Store.AbsenceWait()}
	}
	return false, true, err
}

func (j *Judge) takeOver(ctx context.Context, readAt time.Time, item approvals.WorkItem) {
	if _, err := j.Store.Seen(ctx, schedule.Lease{}, readAt, []approvals.WorkItem{item}); err != nil {
		j.Log.Warn("cannot take over what a read-back found; the next round will", "work_item_id", item.ID, "error", err)
	}
}
