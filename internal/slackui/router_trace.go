package slackui

import (
	"context"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// decideTraced calls the Decider within a span, so that the inserted jobs continue the trace.
func (r *Router) decideTraced(ctx context.Context, decision approvals.Click) (approvals.Receipt, error) {
	ctx, span := tracing.Start(ctx, "decide")
	defer span.End()
	span.Set(tracing.WorkItemID, decision.WorkItemID)
	span.Set(tracing.IdentityID, decision.Person.Identity.ID)
	span.Set(tracing.Verdict, string(decision.Verdict))
	if decision.CardID != uuid.Nil {
		span.Set(tracing.CardID, decision.CardID.String())
	}
	receipt, err := r.Decider.Decide(ctx, decision)
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
