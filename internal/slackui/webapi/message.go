package webapi

import (
	"context"

	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// Post posts a message that is no card, once, and returns where it is. After approvals.ErrUnclear it may have been posted.
// https://docs.slack.dev/reference/methods/chat.postMessage
func (a *Client) Post(ctx context.Context, userOrChannel string, m cards.Message) (channel, ts string, err error) {
	return a.post(ctx, userOrChannel, content(m))
}

// Update replaces the content of a message that is no card. channel is the one that Post gave back.
// https://docs.slack.dev/reference/methods/chat.update
func (a *Client) Update(ctx context.Context, channel, ts string, m cards.Message) error {
	return a.call(ctx, "chat.update", func(ctx context.Context) error {
		_, _, _, err := a.client.UpdateMessageContext(ctx, channel, ts, content(m))
		return err
	})
}
