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
	// item is what was read and judged, where it is open, readAt is from before it was read, and facts is what our tables said.
	item   approvals.WorkItem
	readAt time.Time
	facts  store.WriteFacts
}

// open reports whether the item can be decided, by this clicker.
func (f Findings) open() bool { return !f.Gone && f.Closed == nil && f.Refusal == nil }

// sight is what was read for a decision, side by side.
type sight struct {
	// at is from before all of it, by Postgres's clock.
	at   time.Time
	item approvals.WorkItem
	gone bool
	// person keeps the decider from deciding anything; nil where nothing does. unlisted: IIQ has no such identity.
	person   *approvals.Refusal
	unlisted bool
	// group are the members of the workgroup that owns the item as far as our tables know; nil where it was not read.
	group *membersRead
}

// membersRead is what the read of a workgroup gave.
type membersRead struct {
	of  approvals.Ref
	all []string
	err error
}

// ReadBack reads the item, the decider's identity, their standing in Slack and, where the owner is a workgroup to our tables, its
// members, all at the same time. Members of another owner it reads once it has the item. An error means that one of them got no
// answer, and the decision waits. at is from before, by Postgres's clock.
func (j *Judge) ReadBack(ctx context.Context, c store.Claim, at time.Time) (Findings, error) {
	ctx, span := tracing.Start(ctx, "read back and judge")
	defer span.End()
	s, err := j.beside(ctx, c, at)
	if err != nil {
		return Findings{}, err
	}
	if s.person == nil && !s.gone && s.item.State.Open() {
		return j.authority(ctx, c, s)
	}
	if err := j.present(ctx, c, s); err != nil {
		return Findings{}, err
	}
	switch {
	case s.gone:
		missing, err := j.missing(ctx, approvals.AbsentItem, absences.Absent{ID: c.Write.WorkItemID}, s.at, s.person == nil)
		return Findings{Gone: true, missing: missing}, err
	case !s.item.State.Open():
		return Findings{Closed: &s.item}, nil
	}
	return Findings{Refusal: s.person}, nil
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

// beside reads what they decide on while it checks the decider in IIQ and in Slack.
func (j *Judge) beside(ctx context.Context, c store.Claim, at time.Time) (sight, error) {
	s := sight{at: at}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		s.item, s.gone, err = j.read(gctx, c.Write.WorkItemID)
		return err
	})
	g.Go(func() error {
		err := j.People.Reverify(gctx, c.IdentityID, c.SlackUserID, at)
		if r, refused := approvals.AsRefusal(err); refused {
			s.person, err = r, nil
		}
		if errors.Is(err, approvals.ErrNotListed) {
			s.unlisted, err = true, nil
		}
		return err
	})
	if c.OwnerWorkgroup {
		g.Go(func() error {
			s.group = &membersRead{of: c.Owner}
			s.group.all, s.group.err = j.Groups.Confirm(gctx, c.Owner.ID, c.Owner.Name, c.OwnerMembers)
			// Whether anybody asks for them, the item tells.
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return s, err
	}
	if s.unlisted {
		if err := j.gone(ctx, approvals.AbsentPerson, absences.Absent{ID: c.IdentityID}, at, false); err != nil {
			return s, err
		}
		s.person = &approvals.Refusal{Code: approvals.RefusedInactive}
	}
	return s, nil
}

// present forgets that the decider was missing, where IIQ has just told of them.
func (j *Judge) present(ctx context.Context, c store.Claim, s sight) error {
	if s.unlisted {
		return nil
	}
	return j.Store.Present(ctx, approvals.AbsentPerson, []string{c.IdentityID})
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
func (j *Judge) authority(ctx context.Context, c store.Claim, read sight) (Findings, error) {
	item := read.item
	s := approvals.Standing{Known: true, Approver: true, Active: item.Owner.ID == c.IdentityID, Open: true, Item: item,
		OwnerName: item.Owner.Name}
	var err error
	if !s.Active {
		if s.Active, s.OwnerWorkgroup, err = j.member(ctx, item.Owner, c.IdentityID, read.group); err != nil {
			return Findings{}, errors.Join(err, j.present(ctx, c, read))
		}
	}
	f, r, err := j.mayWrite(ctx, c, s)
	if err == nil && r != nil && r.Code.Changed() {
		// Cards are made from the list: the same item may look different by id.
		if s.Item, err = j.Items.WorkItemListed(ctx, item.ID); err == nil {
			f, r, err = j.mayWrite(ctx, c, s)
		}
	}
	if err == nil && r != nil {
		j.takeOver(ctx, read.at, s.Item)
	}
	return Findings{Refusal: r, item: s.Item, readAt: read.at, facts: f}, err
}

// mayWrite judges the decider under each of their names, by what our tables say now. What has changed is the last thing that keeps a
// decision back, since another look at the item may lift it.
func (j *Judge) mayWrite(ctx context.Context, c store.Claim, s approvals.Standing) (f store.WriteFacts, changed *approvals.Refusal,
	err error) {
	if f, err = j.factsForWrite(ctx, c, s.Item); err != nil {
		return f, nil, err
	}
	s.Item = f.Item
	for _, who := range namesOf(c, f) {
		r, err := j.Store.MayWrite(c, who, s, f)
		switch {
		case err != nil:
			return f, nil, err
		case r != nil && r.Code.Changed():
			changed = r
		case r != nil:
			return f, r, nil
		}
	}
	return f, changed, nil
}

// namesOf is the decider under the names that IIQ gave just now and, where they were renamed, under the former ones. A
// reference by name alone may hold either.
func namesOf(c store.Claim, f store.WriteFacts) []approvals.Identity {
	names := []approvals.Identity{{ID: c.IdentityID, Name: f.Name, Display: f.Display}}
	if c.IdentityName != f.Name || c.DeciderName != f.Display {
		names = append(names, approvals.Identity{ID: c.IdentityID, Name: c.IdentityName, Display: c.DeciderName})
	}
	return names
}

// member asks IIQ whether the identity is in the owning workgroup, with nested groups expanded; read, which may be nil, has been told
// already. The answer is stored for the other members' cards. A *missingError means that the identity was a member so far and is not
// known to have left.
func (j *Judge) member(ctx context.Context, owner approvals.Ref, identityID string, read *membersRead) (member, group bool, err error) {
	if read == nil || read.of.ID != owner.ID || read.of.Name != owner.Name {
		read = &membersRead{}
		read.all, read.err = j.Groups.Follow(ctx, schedule.Lease{}, owner.ID, owner.Name)
	}
	members, err := read.all, read.err
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
