package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// EntityReader reads one entity of an access review, as ItemReader does a work item.
type EntityReader interface {
	ReviewEntity(ctx context.Context, id string) (approvals.ReviewEntity, error)
	ReviewEntityListed(ctx context.Context, id string) (approvals.ReviewEntity, error)
}

// readEntityBack says why a decision on an entity may not be taken, or is not to be taken any more; nil: go on and write. What
// is found is taken over, so that cards and forms follow.
//
// Nothing in IIQ tells who decided an entity, or how. One that is complete after a write of ours whose answer never came is
// therefore nobody's for certain.
func (j *Judge) readEntityBack(ctx context.Context, c approvals.Claim) (*approvals.Refusal, error) {
	var entity approvals.ReviewEntity
	var gone bool
	readAt, person, err := j.beside(ctx, c, func(ctx context.Context) (err error) {
		entity, gone, err = there(ctx, c.Write.EntityID, j.Entities.ReviewEntity, j.Entities.ReviewEntityListed)
		return err
	})
	if err != nil {
		return nil, err
	}
	if gone {
		if err := j.Desk.EntitiesGone(ctx, approvals.Lease{}, []string{c.Write.EntityID}); err != nil {
			j.Log.Warn("cannot take over that an entity is gone; the next round will", "decision_id", c.DecisionID, "error", err)
		}
		return lateOr(c, approvals.RefusedTakenAway), nil
	}
	r, err := j.judgeEntity(ctx, c, entity, person)
	if r != nil && err == nil {
		j.takeOverEntity(ctx, readAt, entity)
	}
	return r, err
}

// lateOr is the refusal of a decision that came too late; one that was sent before, unheard, may have been the cause.
func lateOr(c approvals.Claim, code approvals.RefusalCode) *approvals.Refusal {
	if c.Unheard {
		code = approvals.RefusedUnheard
	}
	return &approvals.Refusal{Code: code}
}

// judgeEntity judges an entity that is there; person is what speaks against the decider himself.
func (j *Judge) judgeEntity(ctx context.Context, c approvals.Claim, e approvals.ReviewEntity, person *approvals.Refusal) (*approvals.Refusal, error) {
	no := func(code approvals.RefusalCode) (*approvals.Refusal, error) {
		return &approvals.Refusal{Code: code}, nil
	}
	switch {
	case e.Complete():
		return lateOr(c, approvals.RefusedComplete), nil
	case e.Review.ID != c.Write.WorkItemID:
		return no(approvals.RefusedTakenAway)
	case e.Review.Closed():
		return no(approvals.RefusedReviewOver)
	case person != nil:
		return person, nil
	case e.Delegated():
		return no(approvals.RefusedDelegated)
	}
	reviews, err := j.reviews(ctx, c, e.Review)
	if err != nil {
		return nil, err
	}
	if !reviews {
		return no(approvals.RefusedNotYours)
	}
	names, err := j.namesOf(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, who := range names {
		if r, err := j.Desk.JudgeEntity(ctx, e, who, c.Verdict, c.Comment); r != nil || err != nil {
			return r, err
		}
	}
	same, err := j.sameEntity(ctx, c, e)
	if err != nil || same {
		return nil, err
	}
	return no(approvals.RefusedEntityChanged)
}

// sameEntity asks the list, which forms are made of, before an entity counts as changed: it may look different by id.
func (j *Judge) sameEntity(ctx context.Context, c approvals.Claim, e approvals.ReviewEntity) (bool, error) {
	if c.EntityStill(e.Told()) {
		return true, nil
	}
	listed, err := j.Entities.ReviewEntityListed(ctx, e.ID)
	return err == nil && c.EntityStill(listed.Told()), err
}

// reviews asks IIQ whether the decider reviews: named as a certifier, in a workgroup that is, or, where no certifier is named,
// by the owner of the review's work item.
func (j *Judge) reviews(ctx context.Context, c approvals.Claim, review approvals.Review) (bool, error) {
	owners, err := j.reviewers(ctx, review)
	if err != nil {
		return false, err
	}
	for _, owner := range owners {
		himself := owner.ID == c.IdentityID
		member := himself
		if !himself {
			member, _, err = j.member(ctx, approvals.Ref{ID: owner.ID}, c.IdentityID)
		}
		if err == nil && member {
			member, err = j.stillNamed(ctx, review.Certifiers, owner, himself)
		}
		if err != nil || member {
			return member, err
		}
	}
	return false, nil
}

// stillNamed asks IIQ whether a certifier's name is this reviewer's and nobody else's. A person's own was read just now; a
// workgroup's is as old as the last refresh, and may be another's since. A name that differs by case may be somebody's whom our
// tables do not know. Where no certifier is named there is nothing to ask.
func (j *Judge) stillNamed(ctx context.Context, certifiers []string, who approvals.Ref, fresh bool) (bool, error) {
	var names []string
	if !fresh {
		names = append(names, who.Name)
	}
	if !slices.Contains(certifiers, who.Name) {
		names = append(names, slices.DeleteFunc(slices.Clone(certifiers), func(n string) bool { return !strings.EqualFold(n, who.Name) })...)
	}
	if len(certifiers) == 0 || len(names) == 0 {
		return true, nil
	}
	found, err := j.Names.IdentitiesByName(ctx, names)
	if err != nil {
		return false, err
	}
	others := slices.ContainsFunc(found, func(i approvals.Identity) bool { return i.ID != who.ID })
	return !others && (fresh || len(found) > 0), nil
}

// reviewers are the people and groups who review: the certifiers by their names, else the owners of the review's work
// items as IIQ has them now.
func (j *Judge) reviewers(ctx context.Context, review approvals.Review) ([]approvals.Ref, error) {
	if len(review.Certifiers) > 0 {
		return j.Desk.ReviewersNamed(ctx, review.Certifiers)
	}
	ids, err := j.Desk.WorkItemsOfReview(ctx, review.ID)
	if err != nil {
		return nil, err
	}
	var owners []approvals.Ref
	for _, id := range ids {
		item, gone, err := j.read(ctx, id)
		if err != nil {
			return nil, err
		}
		if !gone && item.State.Open() && item.Certification == review.ID {
			owners = append(owners, item.Owner)
		}
	}
	return owners, nil
}

func (j *Judge) takeOverEntity(ctx context.Context, readAt time.Time, e approvals.ReviewEntity) {
	if err := j.Desk.EntityReadBack(ctx, readAt, e); err != nil {
		j.Log.Warn("cannot take over what a read-back found; the next round will", "error", err)
	}
}
