package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Judge asks IIQ and Slack, immediately before a write, whether a decision may still be taken.
type Judge struct {
	Desk   *approvals.Desk
	Items  ItemReader
	Groups *Groups
	People People
	Log    interface {
		Warn(msg string, args ...any)
	}
}

// Findings is what a read-back found. None of the fields set: go on and write.
type Findings struct {
	// Gone: a well-formed list does not have the item.
	Gone bool
	// Closed: IIQ shows the item as ended.
	Closed  *approvals.WorkItem
	Refusal *approvals.Refusal
}

// ReadBack reads the item, the decider's identity and his standing in Slack at the same time, then, where the owner is a
// workgroup, its members. An error means that somebody did not answer: the decision waits.
func (j *Judge) ReadBack(ctx context.Context, c approvals.Claim) (Findings, error) {
	var item approvals.WorkItem
	var gone bool
	var person error
	readAt, err := j.Desk.Now(ctx)
	if err != nil {
		return Findings{}, err
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		item, gone, err = j.read(gctx, c.Write.WorkItemID)
		return err
	})
	g.Go(func() error {
		person = j.People.Reverify(gctx, c.IdentityID, c.SlackUserID)
		if _, refused := approvals.AsRefusal(person); person != nil && !refused {
			return person
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return Findings{}, err
	}
	switch {
	case gone:
		return Findings{Gone: true}, nil
	case !item.State.Open():
		return Findings{Closed: &item}, nil
	}
	if r, refused := approvals.AsRefusal(person); refused {
		return Findings{Refusal: r}, nil
	}
	return j.authority(ctx, c, item, readAt)
}

// read gives the item; gone only when a well-formed list says so.
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

// authority judges the decider against the item as IIQ has it now. What differs from our tables is taken over, so that
// every card follows.
func (j *Judge) authority(ctx context.Context, c approvals.Claim, item approvals.WorkItem, readAt time.Time) (Findings, error) {
	if item.Owner.ID != c.IdentityID {
		member, group, err := j.member(ctx, item.Owner, c.IdentityID)
		if err != nil {
			return Findings{}, err
		}
		if !member {
			j.takeOver(ctx, readAt, item)
			r := &approvals.Refusal{Code: approvals.RefusedForwarded, By: item.Owner.Name}
			if group {
				r = &approvals.Refusal{Code: approvals.RefusedNotYours}
			}
			return Findings{Refusal: r}, nil
		}
	}
	who := approvals.Identity{ID: c.IdentityID, Name: c.IdentityName}
	if r := j.Desk.Policy().Judge(item, who, c.Verdict, c.Comment); r != nil {
		j.takeOver(ctx, readAt, item)
		return Findings{Refusal: r}, nil
	}
	r, err := j.changed(ctx, c, item, readAt)
	return Findings{Refusal: r}, err
}

// changed refuses a decision about something else than what IIQ has now. The list is what cards are made of, so it is
// asked before anybody is refused: the same item may look different by id.
func (j *Judge) changed(ctx context.Context, c approvals.Claim, item approvals.WorkItem, readAt time.Time) (*approvals.Refusal, error) {
	if c.AskedStill(item) {
		return nil, nil
	}
	listed, err := j.Items.WorkItemListed(ctx, item.ID)
	if err != nil {
		return nil, err
	}
	if c.AskedStill(listed) {
		return nil, nil
	}
	j.takeOver(ctx, readAt, listed)
	return &approvals.Refusal{Code: approvals.RefusedChanged}, nil
}

// member asks IIQ whether the identity is in the owning workgroup, nested groups included. The answer is kept for the
// other members' cards.
func (j *Judge) member(ctx context.Context, owner approvals.Ref, identityID string) (member, group bool, err error) {
	members, err := j.Groups.Expand(ctx, owner.ID)
	if errors.Is(err, ErrNotAWorkgroup) {
		// A plugin that is being redeployed answers 404 to everything: only a person is no workgroup for sure.
		kind, lookErr := j.People.KindOf(ctx, owner.ID)
		if lookErr != nil || kind != KindPerson {
			return false, false, errors.Join(err, lookErr)
		}
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	if err := j.Desk.SaveWorkgroup(ctx, approvals.Lease{}, owner.ID, owner.Name, members); err != nil {
		j.Log.Warn("cannot store the members of a workgroup", "identity_id", owner.ID, "error", err)
	}
	return slices.Contains(members, identityID), true, nil
}

func (j *Judge) takeOver(ctx context.Context, readAt time.Time, item approvals.WorkItem) {
	if _, err := j.Desk.Seen(ctx, approvals.Lease{}, readAt, []approvals.WorkItem{item}); err != nil {
		j.Log.Warn("cannot take over what a read-back found; the next round will", "work_item_id", item.ID, "error", err)
	}
}
