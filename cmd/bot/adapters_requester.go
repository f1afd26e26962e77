package main

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui"
)

// TellRequester sends a requester the note on how his request was decided.
func (c courier) TellRequester(ctx context.Context, slackUserID string, n approvals.RequesterNote) error {
	return slackMeaning(c.bot.calm.Say(ctx, slackUserID, slackui.RequesterNote(n)))
}
