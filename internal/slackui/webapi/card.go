package webapi

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// cardEvent is the event_type of our cards' metadata. The payload has the card's id under cardKey and nothing else,
// since any app of the workspace can read metadata. https://docs.slack.dev/messaging/message-metadata
const (
	cardEvent = "iiq_card"
	cardKey   = "card_id"
)

const (
	historyPage  = 100
	historyPages = 10
	// historyLeast is how many messages are read whatever their time says: the clock that since comes from may be wrong by a day.
	historyLeast = 200
)

func cardMetadata(cardID string) slack.MsgOption {
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: cardEvent, EventPayload: map[string]any{cardKey: cardID}})
}

// PostCard posts a card, once. userOrChannel is the id of a channel, or of a user, whose direct message with the app
// is then opened. Later calls must use the returned channel. After approvals.ErrUnclear the card may have been posted: ask
// FindCard. https://docs.slack.dev/reference/methods/chat.postMessage
func (a *Client) PostCard(ctx context.Context, userOrChannel string, m cards.Message, cardID string) (channel, ts string, err error) {
	return a.post(ctx, userOrChannel, content(m), cardMetadata(cardID))
}

// UpdateCard replaces a card's content. channel is the one that PostCard returned. Text and blocks always go together,
// since an update with text alone removes the blocks. https://docs.slack.dev/reference/methods/chat.update
func (a *Client) UpdateCard(ctx context.Context, channel, ts string, m cards.Message, cardID string) error {
	return a.call(ctx, "chat.update", func(ctx context.Context) error {
		_, _, _, err := a.client.UpdateMessageContext(ctx, channel, ts, content(m), cardMetadata(cardID))
		return err
	})
}

// FindCard searches the channel's history for a card, newest first, and returns its timestamp. It reads at least the latest 200
// messages, then those since a moment (by Slack's clock), and at most 1,000.
// https://docs.slack.dev/reference/methods/conversations.history
func (a *Client) FindCard(ctx context.Context, channel, cardID string, since time.Time) (ts string, found bool, err error) {
	params := &slack.GetConversationHistoryParameters{
		ChannelID: channel, Limit: historyPage, IncludeAllMetadata: true,
	}
	for n := range historyPages {
		page, err := a.history(ctx, params)
		if err != nil {
			return "", false, err
		}
		for _, m := range page.Messages {
			if m.Metadata.EventType == cardEvent && m.Metadata.EventPayload[cardKey] == cardID {
				return m.Timestamp, true, nil
			}
		}
		params.Cursor = page.ResponseMetaData.NextCursor
		enough := (n+1)*historyPage >= historyLeast && endsBefore(page.Messages, since)
		if enough || !page.HasMore || params.Cursor == "" {
			return "", false, nil
		}
	}
	return "", false, fmt.Errorf("find card: more than %d messages: %w", historyPage*historyPages, approvals.ErrUnclear)
}

// endsBefore reports whether a page of a history, newest first, goes back beyond a moment.
func endsBefore(page []slack.Message, since time.Time) bool {
	if len(page) == 0 {
		return false
	}
	seconds, _, _ := strings.Cut(page[len(page)-1].Timestamp, ".")
	at, err := strconv.ParseInt(seconds, 10, 64)
	return err == nil && at < since.Unix()
}

func (a *Client) history(ctx context.Context, params *slack.GetConversationHistoryParameters,
) (*slack.GetConversationHistoryResponse, error) {
	var page *slack.GetConversationHistoryResponse
	err := a.call(ctx, "conversations.history", func(ctx context.Context) (err error) {
		page, err = a.client.GetConversationHistoryContext(ctx, params)
		return err
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}
