package slackui

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Entities reads entities of access reviews from our tables. A *approvals.Refusal says why there is nothing to show.
type Entities interface {
	EntityForForm(ctx context.Context, viewer approvals.Identity, s approvals.EntityStep) (approvals.EntityView, error)
}

// decideHere opens the form on the first entity of a review that nobody has decided.
func (r *Router) decideHere(ctx context.Context, c *click) {
	ref, ok := r.itemOf(ctx, c)
	if !ok {
		return
	}
	r.openForm(ctx, c, func(ctx context.Context) (slack.ModalViewRequest, error) {
		view, err := r.entityNow(ctx, c, approvals.EntityStep{ReviewID: ref.WorkItemID, Go: approvals.GoUndecided})
		return EntityModal(view, ref.CardID, Decided{}), err
	})
}

// entityNow reads once within half a second.
func (r *Router) entityNow(ctx context.Context, c *click, s approvals.EntityStep) (approvals.EntityView, error) {
	ctx, cancel := context.WithTimeout(ctx, modalBudget)
	defer cancel()
	person, err := r.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		return approvals.EntityView{}, err
	}
	return r.Entities.EntityForForm(ctx, person.Identity, s)
}

// nextEntity and previousEntity go through the review in the same form.
func (r *Router) nextEntity(ctx context.Context, c *click) { r.turnEntity(ctx, c, approvals.GoNext) }
func (r *Router) previousEntity(ctx context.Context, c *click) {
	r.turnEntity(ctx, c, approvals.GoPrevious)
}

func (r *Router) turnEntity(ctx context.Context, c *click, way approvals.EntityWay) {
	r.ack(ctx, c.env, c.log)
	if !c.in.onView() {
		return
	}
	meta, err := ParseEntityMeta(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Warn("form could not be read", "error", err)
		return
	}
	view, err := r.entityNow(ctx, c, approvals.EntityStep{ReviewID: meta.ReviewID, EntityID: meta.EntityID, Go: way})
	if err == nil {
		err = r.Views.UpdateModal(ctx, c.in.View.ID, c.in.View.Hash, EntityModal(view, meta.CardID, Decided{}))
	}
	if err != nil && !errors.Is(err, ErrViewGone) {
		r.tell(ctx, c, notDone(err, c.log, SentenceNoAnswer))
	}
}

// entitySubmitted stores the decision on the one entity that the form shows, then acks with the next one.
func (r *Router) entitySubmitted(ctx context.Context, c *click) {
	meta, err := ParseEntityMeta(c.in.View.PrivateMetadata)
	if err != nil || meta.EntityID == "" {
		c.log.Error("submission could not be read", "error", err)
		r.ack(ctx, c.env, c.log)
		return
	}
	c.log = c.log.With("work_item_id", meta.ReviewID, "entity_id", meta.EntityID)
	wish := meta.wish(c.env.ID, approvals.Verdict(c.in.View.chosen(meta.verdictBlock(), ActionEntityVerdict)))
	wish.Comment = strings.TrimSpace(c.in.View.field(meta.commentBlock(), ActionComment).Value)
	if block, say := r.unfit(c, meta, wish); block != "" {
		r.refillUnder(ctx, c, block, say)
		if say.refusal != nil {
			r.refusedClick(ctx, c, wish, say.refusal)
		}
		return
	}
	receipt, err := r.commit(ctx, c, wish)
	if err != nil {
		r.refillUnder(ctx, c, meta.commentBlock(), entityFieldError(err, c.log))
		return
	}
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated)
	next := r.entityAfter(ctx, c, meta, receipt)
	r.ackWith(ctx, c.env, slack.NewUpdateViewSubmissionResponse(&next), c.log)
}

// unfit says under which field what is wrong with a submission, before anything is read.
func (r *Router) unfit(c *click, meta EntityMeta, wish approvals.Click) (block string, say spoken) {
	switch {
	case r.foreign(c.in.teamIDs()...):
		return meta.commentBlock(), spokenRefusal(approvals.RefusedForeign)
	case wish.Verdict != approvals.Approve && wish.Verdict != approvals.Deny:
		return meta.verdictBlock(), spoken{text: SentenceChoiceNeeded}
	case utf8.RuneCountInString(wish.Comment) > longestComment:
		return meta.commentBlock(), spoken{text: SentenceCommentTooLong}
	}
	return "", spoken{}
}

// entityAckBudget is how long after a submission the next entity may be read: Slack wants its ack within 3 s.
const entityAckBudget = 2500 * time.Millisecond

// entityAfter gives the form with the next entity that is open; without one in time, a small form that says what was done.
func (r *Router) entityAfter(ctx context.Context, c *click, meta EntityMeta, receipt approvals.Receipt) slack.ModalViewRequest {
	before := Decided{Name: receipt.EntityName}
	bounded, cancel := r.within(ctx, c.env, entityAckBudget)
	defer cancel()
	view, err := r.entityNow(bounded, c, approvals.EntityStep{ReviewID: meta.ReviewID, EntityID: meta.EntityID, Go: approvals.GoUndecided})
	if err == nil {
		return EntityModal(view, meta.CardID, before)
	}
	c.log.Warn("the next entity could not be read", "error", err)
	meta.Asked = ""
	return EntityTakenModal(r.language(ctx, c.in.User.ID), meta, before)
}

func entityFieldError(err error, log *slog.Logger) spoken {
	say := fieldError(err, log)
	if say.text == SentenceUnclear {
		say.text = SentenceUnclearEntity
	}
	return say
}
