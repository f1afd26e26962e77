package slacksim

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// Messages gives the messages of a channel as they are now, oldest first, deleted ones too.
func (s *Sim) Messages(channelID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channelID]
	if c == nil {
		return nil
	}
	out := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		out = append(out, m.copy())
	}
	return out
}

// Inbox gives what a user sees in the direct messages with the app, oldest first, without deleted messages.
func (s *Sim) Inbox(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	c := s.channels[s.dms[user]]
	if c == nil {
		return nil
	}
	for _, m := range c.messages {
		if !m.Deleted {
			out = append(out, m.copy())
		}
	}
	return out
}

// Message gives one message, also when it is deleted or ephemeral.
func (s *Sim) Message(channelID, ts string) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[channelID]; c != nil && c.byTS[ts] != nil {
		return c.byTS[ts].copy(), nil
	}
	for _, list := range s.seen {
		for _, m := range list {
			if m.Channel == channelID && m.TS == ts {
				return m.copy(), nil
			}
		}
	}
	return Message{}, fmt.Errorf("message %s in %s: %w", ts, channelID, ErrNotSeen)
}

// Ephemerals gives the private answers that a user has been shown and that were not taken away, oldest first.
func (s *Sim) Ephemerals(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.seen[user] {
		if !m.Deleted {
			out = append(out, m.copy())
		}
	}
	return out
}

// Channel is a conversation of the workspace.
type Channel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	User    string   `json:"user,omitempty"`
	Members []string `json:"members"`
}

// Channels gives every conversation, DMs with the app too, ordered by id.
func (s *Sim) Channels() []Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Channel, 0, len(s.channels))
	for _, id := range sortedKeys(s.channels) {
		c := s.channels[id]
		out = append(out, Channel{ID: c.id, Name: c.name, Kind: c.kind, User: c.user, Members: sortedKeys(c.members)})
	}
	return out
}

// VisibleText gives all words that a message shows, as a person of the zone UTC reads them; without blocks, its text.
func (s *Sim) VisibleText(m Message) string { return s.visible(m.Blocks, m.Text, "") }

// VisibleTo is VisibleText with the dates in the user's own zone.
func (s *Sim) VisibleTo(user string, m Message) string { return s.visible(m.Blocks, m.Text, user) }

// visible takes the lock.
func (s *Sim) visible(blocks json.RawMessage, text, user string) string {
	r := s.Reader(user)
	if len(blocks) == 0 || string(blocks) == "[]" {
		var b strings.Builder
		for _, span := range blockkit.Mrkdwn(text, r) {
			b.WriteString(span.Text)
		}
		return b.String()
	}
	return blockkit.VisibleText(blocks, r)
}

// Reader is how a user reads: names of the workspace, dates in the user's zone.
func (s *Sim) Reader(user string) blockkit.Reader {
	locked := func(f func(string) string) func(string) string {
		return func(id string) string {
			s.mu.Lock()
			defer s.mu.Unlock()
			return f(id)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return blockkit.Reader{Zone: s.zoneOf(user), Now: s.stamp(), User: locked(s.userName), Channel: locked(s.channelName)}
}

// Button is something to press or choose from in a message or a view.
type Button struct {
	Text     string           `json:"text"`
	ActionID string           `json:"action_id"`
	BlockID  string           `json:"block_id"`
	Type     string           `json:"type"`
	Style    string           `json:"style,omitempty"`
	URL      string           `json:"url,omitempty"`
	Value    string           `json:"value,omitempty"`
	Options  []string         `json:"options,omitempty"`
	Confirm  *blockkit.Dialog `json:"confirm,omitempty"`
}

// Buttons gives everything that can be pressed or chosen in a message, in the order in which it is seen.
func Buttons(m Message) []Button { return buttons(m.Blocks) }

// Buttons gives everything that can be pressed or chosen in the view.
func (v View) Buttons() []Button { return buttons(v.Blocks) }

func buttons(blocks json.RawMessage) []Button {
	var out []Button
	for _, c := range blockkit.Controls(blocks) {
		if c.Input {
			continue
		}
		b := Button{Text: c.Label, ActionID: c.ActionID, BlockID: c.BlockID, Type: c.Type, Style: c.Style, URL: c.URL,
			Value: c.Value, Confirm: c.Confirm}
		for _, o := range c.Options {
			b.Options = append(b.Options, o.Text)
		}
		out = append(out, b)
	}
	return out
}
