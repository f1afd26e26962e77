package app

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// PostBulk sends somebody the message on the approvals that they gave at once.
func (c slackPort) PostBulk(ctx context.Context, slackUserID, identityID string, v approvals.BulkView) (channel, ts string, err error) {
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Answer, IdentityID: identityID})
	channel, ts, err = c.bot.bulk.PostCard(ctx, slackUserID, cards.BulkMessage(v), v.ID.String())
	return channel, ts, err
}

// UpdateBulk changes such a message.
func (c slackPort) UpdateBulk(ctx context.Context, channel, ts, identityID string, v approvals.BulkView) error {
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Update, IdentityID: identityID})
	return c.bot.bulk.UpdateCard(ctx, channel, ts, cards.BulkMessage(v), v.ID.String())
}
