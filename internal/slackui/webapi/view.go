package webapi

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// Ephemeral shows a message to one member of a channel alone. The app must be in the channel, else approvals.ErrCannotWrite.
// https://docs.slack.dev/reference/methods/chat.postEphemeral
func (a *Client) Ephemeral(ctx context.Context, channel, user string, m cards.Message) error {
	return a.call(ctx, "chat.postEphemeral", func(ctx context.Context) error {
		_, err := a.client.PostEphemeralContext(ctx, channel, user, content(m))
		return err
	})
}

// OpenModal opens a modal by a trigger, which lives 3 s and can be used once; later the error is ErrTriggerGone.
// https://docs.slack.dev/reference/methods/views.open
func (a *Client) OpenModal(ctx context.Context, triggerID string, v slack.ModalViewRequest) error {
	if triggerID == "" {
		return ErrTriggerGone
	}
	return a.call(ctx, "views.open", func(ctx context.Context) error {
		_, err := a.client.OpenViewContext(ctx, triggerID, v)
		return err
	})
}

// UpdateModal replaces an open modal; with a hash only if it has not changed since, else ErrViewGone.
// https://docs.slack.dev/reference/methods/views.update
func (a *Client) UpdateModal(ctx context.Context, viewID, hash string, v slack.ModalViewRequest) error {
	return a.call(ctx, "views.update", func(ctx context.Context) error {
		_, err := a.client.UpdateViewContext(ctx, v, "", hash, viewID)
		return err
	})
}
