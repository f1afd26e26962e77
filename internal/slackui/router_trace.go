package slackui

import (
	"context"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// decideTraced calls the Decider within a span, so that the inserted jobs continue the trace.
func (r *Router) decideTraced(ctx context.Context, wish approvals.Click) (approvals.Receipt, error) {
	ctx, span := tracing.Start(ctx, "decide")
	defer span.End()
	span.Set(tracing.WorkItemID, wish.WorkItemID)
	span.Set(tracing.IdentityID, wish.Person.Identity.ID)
	span.Set(tracing.Verdict, string(wish.Verdict))
	if wish.CardID != uuid.Nil {
		span.Set(tracing.CardID, wish.CardID.String())
	}
	receipt, err := r.Decider.Decide(ctx, wish)
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
