package slackui

import (
	"context"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// decisions takes what decides, and opens the form for it.
type decisions struct{ *core }

// approve decides at once, or opens the modal where a comment is demanded.
func (h decisions) approve(ctx context.Context, c *click) {
	ref, ok := h.itemClicked(ctx, c)
	if !ok {
		return
	}
	if h.ApproveComment || h.CommentDemands != nil && h.CommentDemands().Approve {
		h.openForm(ctx, c, ref, approvals.Approve)
		return
	}
	marks := cards.ParseMarks(c.act.BlockID)
	if marks.Request == "" {
		marks.Request = ref.RequestMark
	}
	h.decide(ctx, c, approvals.Click{
		ID: c.env.ID, WorkItemID: ref.WorkItemID, CardID: ref.CardID, RequestMark: marks.Request, FactsMark: marks.Facts,
		ConfirmProof: marks.Proof, Verdict: approvals.Approve,
		ChannelID: c.in.channel(), MessageTS: c.in.Container.MessageTS, ResponseURL: c.in.ResponseURL, Shown: c.in.Message.Text,
	})
}

// approveNoted opens the modal that asks for a comment.
func (h decisions) approveNoted(ctx context.Context, c *click) {
	if ref, ok := h.itemClicked(ctx, c); ok {
		h.openForm(ctx, c, ref, approvals.Approve)
	}
}

// deny opens the modal that asks for a reason.
func (h decisions) deny(ctx context.Context, c *click) {
	if ref, ok := h.itemClicked(ctx, c); ok {
		h.openForm(ctx, c, ref, approvals.Deny)
	}
}

// decide stores the decision, then acks, so that an acked click is never lost. A job changes the card.
func (h decisions) decide(ctx context.Context, c *click, decision approvals.Click) {
	receipt, err := h.commit(ctx, c, decision)
	c.messageKnown = receipt.MessageKnown
	h.ack(ctx, c.env, c.log)
	if err != nil {
		if h.Calm != nil {
			// In a burst most clicks are refused, and those that may be stored are behind them.
			h.Calm(ctx)
		}
		h.tellIn(ctx, c, notRecorded(err, c.log), receipt.Locale)
		if c.in.onHome() {
			h.putHomeRight(ctx, c, err)
		}
		return
	}
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated)
}

// commit stores the decision within 2 s of the click's arrival. The Decider finds out whose click it is.
func (h decisions) commit(ctx context.Context, c *click, decision approvals.Click) (approvals.Receipt, error) {
	ctx, cancel := h.within(ctx, c.env, decideBudget)
	defer cancel()
	decision.Person = h.clicker(c)
	return h.decideTraced(ctx, decision)
}

// decideTraced calls the Decider within a span, so that the inserted jobs continue the trace.
func (h decisions) decideTraced(ctx context.Context, decision approvals.Click) (approvals.Receipt, error) {
	ctx, span := tracing.Start(ctx, "decide")
	defer span.End()
	span.Set(tracing.WorkItemID, decision.WorkItemID)
	span.Set(tracing.Verdict, string(decision.Verdict))
	if decision.CardID != uuid.Nil {
		span.Set(tracing.CardID, decision.CardID.String())
	}
	receipt, err := h.Decider.Decide(ctx, decision)
	if receipt.IdentityID != "" {
		span.Set(tracing.IdentityID, receipt.IdentityID)
	}
	refusal, refused := approvals.AsRefusal(err)
	switch {
	case refused:
		span.Set(tracing.Outcome, string(refusal.Code))
	case err != nil:
		span.Fail(err)
	default:
		span.Set(tracing.DecisionID, receipt.DecisionID.String())
		span.Set(tracing.Outcome, "recording")
	}
	return receipt, err
}
