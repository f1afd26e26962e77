package approvals

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// EntityMark is the beginning of an entity's Hash, as AskedMark is of an item's.
func EntityMark(e EntityTold) string {
	return base64.RawURLEncoding.EncodeToString(e.Hash()[:askedMark])
}

// decideEntity is decide for one entity of an access review. It locks the entity and no other: reviewers of the same review do
// not wait for each other.
func (d *Desk) decideEntity(ctx context.Context, t *deskTx, c Click) (Receipt, error) {
	entity, err := t.LockEntity(ctx, c.EntityID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Receipt{}, fmt.Errorf("lock entity: %w", err)
	}
	if before, err := taken(ctx, t, c); err != nil || before.Repeated {
		return before, err
	}
	review, err := d.openReview(ctx, t, c)
	if err != nil {
		return Receipt{}, err
	}
	told, err := d.mayDecideEntity(ctx, t, c, entity)
	if err != nil {
		return Receipt{}, err
	}
	about := matter{round: entity.Round, asked: told.Hash(), entityName: told.Shown(), entityShown: mustJSON(told)}
	if about.card, _, err = cardOf(ctx, t, c); err != nil {
		return Receipt{}, err
	}
	id, err := d.insertDecision(ctx, t, c, about)
	if err != nil {
		return Receipt{}, err
	}
	if err := d.recordClick(ctx, t, c, review, id.String(), d.clock()); err != nil {
		return Receipt{}, err
	}
	t.causes(id)
	t.submit(id, 1)
	return Receipt{DecisionID: id, EntityName: about.entityName}, homeSoon(ctx, t, c.Person.Slack.TeamID, c.Person.Slack.ID, id.String()+" clicked")
}

// openReview gives the review's work item, if the person reviews it and it is open.
func (d *Desk) openReview(ctx context.Context, t *deskTx, c Click) (db.WorkItem, error) {
	row, err := t.GetWorkItem(ctx, c.WorkItemID)
	if errors.Is(err, pgx.ErrNoRows) {
		return row, refuse(RefusedNoSuchItem)
	}
	if err != nil {
		return row, fmt.Errorf("read access review: %w", err)
	}
	if row.Type != string(TypeCertification) || !d.decidesEntities(row) {
		return row, refuse(RefusedType)
	}
	reviewer, err := t.GetApprover(ctx, db.GetApproverParams{WorkItemID: row.ID, IdentityID: c.Person.Identity.ID})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return row, refuse(RefusedNotYours)
	case err != nil:
		return row, fmt.Errorf("read reviewer: %w", err)
	case row.State != "open":
		return row, refuse(RefusedReviewOver)
	case !reviewer.Active:
		return row, refuse(RefusedNotYours)
	}
	reviews, err := t.GetReviews(ctx, []string{row.ID})
	if err != nil {
		return row, fmt.Errorf("read access review: %w", err)
	}
	if len(reviews) != 1 || reviews[0].State != "open" || reviewFrom(reviews[0]).Closed() {
		return row, refuse(RefusedReviewOver)
	}
	return row, nil
}

// mayDecideEntity judges a click from our tables, and gives what the reviewer was shown. The entity's row is locked; it is the
// zero row where there is none.
func (d *Desk) mayDecideEntity(ctx context.Context, t *deskTx, c Click, entity db.ReviewEntity) (EntityTold, error) {
	if entity.ReviewID != c.WorkItemID {
		return EntityTold{}, refuse(RefusedTakenAway)
	}
	other, err := t.DecisionOfEntity(ctx, db.DecisionOfEntityParams{EntityID: entity.ID, Round: entity.Round})
	switch {
	case err == nil:
		return EntityTold{}, takenBy(other, c.Person.Identity, Verdict(other.Verdict).OfEntity())
	case !errors.Is(err, pgx.ErrNoRows):
		return EntityTold{}, fmt.Errorf("read decision: %w", err)
	case entity.Standing == standingDone:
		return EntityTold{}, refuse(RefusedComplete)
	case entity.Standing == standingElsewhere:
		return EntityTold{}, refuse(RefusedDelegated)
	}
	told, read, err := toldOf(entity.Told)
	switch {
	case err != nil:
		return told, err
	case !read:
		return told, refuse(RefusedUnread)
	case c.Asked != EntityMark(told):
		return told, refuse(RefusedEntityChanged)
	}
	if r := d.cfg.Policy.JudgeEntity(told, c.Person.Identity, c.Verdict, c.Comment); r != nil {
		return told, r
	}
	return told, nil
}

// JudgeEntity says no where the settings, or the rules on sensitive content, forbid to decide an entity in Slack, as it was just
// read back from IIQ.
func (d *Desk) JudgeEntity(ctx context.Context, e ReviewEntity, who Identity, v Verdict, comment string) (*Refusal, error) {
	review, err := db.New(d.pool).GetWorkItem(ctx, e.Review.ID)
	if err != nil {
		return nil, fmt.Errorf("read access review: %w", err)
	}
	if !d.decidesEntities(review) {
		return &Refusal{Code: RefusedType}, nil
	}
	return d.cfg.Policy.JudgeEntity(e.Told(), who, v, comment), nil
}

// decidesEntities reports whether entities of this review are decided here: not where the rules on sensitive content hold
// anything of the review back, or demand anything.
func (d *Desk) decidesEntities(review db.WorkItem) bool {
	if !d.cfg.DecideEntities {
		return false
	}
	w, err := itemOf(review)
	if err != nil {
		return false
	}
	x := d.verdictOf(review, w)
	return !withholds(x) && x.Demands == (sensitivity.Demands{})
}
