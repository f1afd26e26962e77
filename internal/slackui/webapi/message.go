package webapi

import (
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

var errNoTimestamp = errors.New("answer without a timestamp")

func content(m cards.Message) slack.MsgOption {
	return slack.MsgOptionCompose(
		slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	)
}

// Post posts a message that is no card, once, and returns where it is. After approvals.ErrUnclear it may have been posted.
// https://docs.slack.dev/reference/methods/chat.postMessage
func (a *Client) Post(ctx context.Context, userOrChannel string, m cards.Message) (channel, ts string, err error) {
	return a.post(ctx, userOrChannel, content(m))
}

// Say posts a message that is no card and never changes.
func (a *Client) Say(ctx context.Context, userOrChannel string, m cards.Message) error {
	_, _, err := a.post(ctx, userOrChannel, content(m))
	return err
}

// Ephemeral shows a message to one member of a channel alone. The app must be in the channel, else ErrCannotWrite.
// https://docs.slack.dev/reference/methods/chat.postEphemeral
func (a *Client) Ephemeral(ctx context.Context, channel, user string, m cards.Message) error {
	return a.call(ctx, "chat.postEphemeral", func(ctx context.Context) error {
		_, err := a.client.PostEphemeralContext(ctx, channel, user, content(m))
		return err
	})
}

func (a *Client) post(ctx context.Context, to string, options ...slack.MsgOption) (channel, ts string, err error) {
	err = a.call(ctx, "chat.postMessage", func(ctx context.Context) error {
		channel, ts, err = a.client.PostMessageContext(ctx, to, options...)
		if err == nil && (channel == "" || ts == "") {
			err = errNoTimestamp
		}
		return err
	})
	if err != nil {
		return "", "", err
	}
	return channel, ts, nil
}

// Update replaces the content of a message that is no card. channel is the one that Post gave back.
// https://docs.slack.dev/reference/methods/chat.update
func (a *Client) Update(ctx context.Context, channel, ts string, m cards.Message) error {
	return a.call(ctx, "chat.update", func(ctx context.Context) error {
		_, _, _, err := a.client.UpdateMessageContext(ctx, channel, ts, content(m))
		return err
	})
}

// OpenDM gives the id of the app's direct message with somebody.
// https://docs.slack.dev/reference/methods/conversations.open
func (a *Client) OpenDM(ctx context.Context, user string) (channel string, err error) {
	err = a.call(ctx, "conversations.open", func(ctx context.Context) error {
		c, _, _, err := a.client.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		if err == nil && c != nil {
			channel = c.ID
		}
		return err
	})
	if err == nil && channel == "" {
		err = fmt.Errorf("open direct message: no channel came: %w", approvals.ErrUnclear)
	}
	return channel, err
}
