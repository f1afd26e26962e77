package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// approve decides at once, or opens the modal where a comment is demanded.
func (r *Router) approve(ctx context.Context, c *click) {
	ref, ok := r.itemClicked(ctx, c)
	if !ok {
		return
	}
	if r.ApproveComment {
		r.openDecide(ctx, c, ref, approvals.Approve)
		return
	}
	r.decide(ctx, c, approvals.Click{
		ID: c.env.ID, WorkItemID: ref.WorkItemID, CardID: ref.CardID, RequestMark: ref.RequestMark, Verdict: approvals.Approve,
		ChannelID: c.in.channel(), MessageTS: c.in.Container.MessageTS, ResponseURL: c.in.ResponseURL, Shown: c.in.Message.Text,
	})
}

// approveNoted opens the modal that asks for a comment.
func (r *Router) approveNoted(ctx context.Context, c *click) {
	if ref, ok := r.itemClicked(ctx, c); ok {
		r.openDecide(ctx, c, ref, approvals.Approve)
	}
}

// deny opens the modal that asks for a reason.
func (r *Router) deny(ctx context.Context, c *click) {
	if ref, ok := r.itemClicked(ctx, c); ok {
		r.openDecide(ctx, c, ref, approvals.Deny)
	}
}

// itemClicked reads which work item a control is about. A value that is not ours is acked and dropped.
func (r *Router) itemClicked(ctx context.Context, c *click) (cards.ItemRef, bool) {
	ref, err := c.act.itemRef()
	if err != nil {
		c.log.Warn("control carries no work item", "action_id", c.act.ActionID, "error", err)
		r.ack(ctx, c.env, c.log)
		return cards.ItemRef{}, false
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	tracing.Current(ctx).Set(tracing.WorkItemID, ref.WorkItemID)
	return ref, true
}

// itemRef reads which work item an action is about, and what was shown of it.
func (a action) itemRef() (cards.ItemRef, error) {
	if a.ActionID == cards.ActionHomeApprove || a.ActionID == cards.ActionHomeApproveNoted || a.ActionID == cards.ActionHomeDeny {
		return cards.ParseHomeRef(a.Value)
	}
	return cards.ParseItemRef(a.Value)
}

// decide stores the decision, then acks, so that an acked click is never lost. A job changes the card.
func (r *Router) decide(ctx context.Context, c *click, decision approvals.Click) {
	receipt, err := r.commit(ctx, c, decision)
	r.ack(ctx, c.env, c.log)
	if err != nil {
		r.tell(ctx, c, notRecorded(err, c.log))
		if c.in.onHome() {
			r.putHomeRight(ctx, c, err)
		}
		return
	}
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated)
}

// commit finds out who clicked and stores the decision, both within 2 s of the click's arrival.
func (r *Router) commit(ctx context.Context, c *click, decision approvals.Click) (approvals.Receipt, error) {
	ctx, cancel := r.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := r.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		r.refusedClick(ctx, c, decision, err)
		return approvals.Receipt{}, err
	}
	decision.Person = person
	return r.decideTraced(ctx, decision)
}
