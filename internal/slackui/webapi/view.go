package webapi

import (
	"context"

	"github.com/slack-go/slack"
)

// OpenModal opens a modal by a trigger, which lives 3 s and can be used once; later the error is ErrTriggerGone.
// https://docs.slack.dev/reference/methods/views.open
func (a *Client) OpenModal(ctx context.Context, triggerID string, v slack.ModalViewRequest) error {
	_, _, err := a.OpenModalView(ctx, triggerID, v)
	return err
}

// OpenModalView is OpenModal, and gives the id and the hash of what is open now, for UpdateModal; both are "" where Slack tells none.
func (a *Client) OpenModalView(ctx context.Context, triggerID string, v slack.ModalViewRequest) (id, hash string, err error) {
	if triggerID == "" {
		return "", "", ErrTriggerGone
	}
	err = a.call(ctx, "views.open", func(ctx context.Context) error {
		opened, err := a.client.OpenViewContext(ctx, triggerID, v)
		if err == nil && opened != nil {
			id, hash = opened.ID, opened.Hash
		}
		return err
	})
	return id, hash, err
}

// UpdateModal replaces an open modal; with a hash only if it has not changed since, else ErrViewGone.
// https://docs.slack.dev/reference/methods/views.update
func (a *Client) UpdateModal(ctx context.Context, viewID, hash string, v slack.ModalViewRequest) error {
	return a.call(ctx, "views.update", func(ctx context.Context) error {
		_, err := a.client.UpdateViewContext(ctx, v, "", hash, viewID)
		return err
	})
}
