package app

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// TellRequester sends a requester the note on how their request was decided.
func (c slackPort) TellRequester(ctx context.Context, slackUserID string, n approvals.RequesterNote) error {
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Requester, IdentityID: n.Requester.ID, WorkItemID: n.Item.ID})
	return c.bot.bulk.Say(ctx, slackUserID, cards.RequesterNote(n))
}
