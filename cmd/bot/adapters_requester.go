package main

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// TellRequester sends a requester the note on how his request was decided.
func (c courier) TellRequester(ctx context.Context, slackUserID string, n approvals.RequesterNote) error {
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Requester, IdentityID: n.Requester.ID, WorkItemID: n.Item.ID})
	return slackMeaning(c.bot.calm.Say(ctx, slackUserID, cards.RequesterNote(n)))
}
