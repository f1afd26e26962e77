package jobs

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// aboutClaim adds the decision's ids to the job's span.
func aboutClaim(ctx context.Context, c store.Claim) {
	span := tracing.Current(ctx)
	span.Set(tracing.WorkItemID, c.Write.WorkItemID)
	span.Set(tracing.IdentityID, c.IdentityID)
	span.Set(tracing.SlackUserID, c.SlackUserID)
	span.Set(tracing.Verdict, string(c.Verdict))
}

// aboutCard adds the ids of the card, its item and its approver to the job's span.
func aboutCard(ctx context.Context, c store.CardClaim) {
	span := tracing.Current(ctx)
	span.Set(tracing.WorkItemID, c.WorkItemID)
	span.Set(tracing.IdentityID, c.IdentityID)
	span.Set(tracing.SlackUserID, c.SlackUserID)
}

// settling makes the transaction that ends an attempt a span.
func settling(ctx context.Context, note func(context.Context) error) error {
	ctx, span := tracing.Start(ctx, "settle")
	defer span.End()
	err := note(ctx)
	span.Fail(err)
	return err
}

// refuse settles a decision that may not be taken.
func (s *SubmitDecisionWorker) refuse(ctx context.Context, c store.Claim, r *approvals.Refusal) error {
	return settling(ctx, func(ctx context.Context) error { return s.Store.Refuse(ctx, c, r) })
}
