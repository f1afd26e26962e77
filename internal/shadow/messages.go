package shadow

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// channelPrefix begins the ids of direct messages that do not exist. Slack's own ids are letters and digits, so a real
// bot could do nothing with such an id: https://docs.slack.dev/reference/objects/conversation-object
const channelPrefix = "shadow-"

// channelFor is the direct message with a user, or the channel itself.
func channelFor(to string) string {
	if strings.HasPrefix(to, "U") || strings.HasPrefix(to, "W") {
		return channelPrefix + to
	}
	return to
}

// userOf is the user of a direct message's channel, "" for other channels.
func userOf(channel string) string {
	user, direct := strings.CutPrefix(channel, channelPrefix)
	if !direct {
		return ""
	}
	return user
}

type postedAnswer struct {
	OK      bool   `json:"ok"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

type openedAnswer struct {
	OK      bool          `json:"ok"`
	Channel channelAnswer `json:"channel"`
}

type channelAnswer struct {
	ID string `json:"id"`
}

type historyAnswer struct {
	OK       bool             `json:"ok"`
	Messages []messageInStore `json:"messages"`
	HasMore  bool             `json:"has_more"`
}

type messageInStore struct {
	Type     string   `json:"type"`
	TS       string   `json:"ts"`
	Metadata metadata `json:"metadata"`
}

// metadata is what our cards carry: https://docs.slack.dev/messaging/message-metadata
type metadata struct {
	EventType    string            `json:"event_type"`
	EventPayload map[string]string `json:"event_payload"`
}

const (
	cardEvent = "iiq_card"
	cardKey   = "card_id"
)

// cardIn is the id of the card in a message, "" where it is none.
func cardIn(form url.Values) string {
	var m metadata
	if json.Unmarshal([]byte(form.Get("metadata")), &m) != nil || m.EventType != cardEvent {
		return ""
	}
	return m.EventPayload[cardKey]
}

func (t *Transport) post(ctx context.Context, form url.Values) (any, error) {
	a := aboutOf(ctx)
	channel, ts := channelFor(form.Get("channel")), t.stamp()
	err := t.keep(ctx, Message{Kind: a.Kind, Method: methodPost, Channel: channel, TS: ts, About: a,
		CardID: cardIn(form), Text: form.Get("text"), Blocks: form.Get("blocks")})
	return postedAnswer{OK: true, Channel: channel, TS: ts}, err
}

func (t *Transport) update(ctx context.Context, form url.Values) (any, error) {
	channel, ts := form.Get("channel"), form.Get("ts")
	err := t.keep(ctx, Message{Kind: Update, Method: methodUpdate, Channel: channel, TS: ts, About: aboutOf(ctx),
		CardID: cardIn(form), Text: form.Get("text"), Blocks: form.Get("blocks")})
	return postedAnswer{OK: true, Channel: channel, TS: ts}, err
}

func (t *Transport) keep(ctx context.Context, m Message) error {
	m.SlackUserID = userOf(m.Channel)
	if err := t.store.Keep(ctx, m); err != nil {
		return err
	}
	if t.told.Stored != nil {
		t.told.Stored(m.Kind)
	}
	return nil
}

// history lists the cards that were stored for a channel, as conversations.history lists posted ones.
func (t *Transport) history(ctx context.Context, form url.Values) (any, error) {
	seconds, _, _ := strings.Cut(form.Get("oldest"), ".")
	since, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		since = 0
	}
	cards, err := t.store.Cards(ctx, form.Get("channel"), time.Unix(since, 0))
	if err != nil {
		return nil, err
	}
	said := historyAnswer{OK: true, Messages: make([]messageInStore, len(cards))}
	for i, c := range cards {
		said.Messages[i] = messageInStore{Type: "message", TS: c.TS, Metadata: metadata{cardEvent, map[string]string{cardKey: c.CardID}}}
	}
	return said, nil
}

// stamp makes a timestamp that no earlier message has.
func (t *Transport) stamp() string {
	for {
		last := t.last.Load()
		next := max(last+1, t.clock().UnixMicro())
		if t.last.CompareAndSwap(last, next) {
			return fmt.Sprintf("%d.%06d", next/1e6, next%1e6)
		}
	}
}
