package slacksim

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Version is what a message showed from a moment on.
type Version struct {
	At       time.Time       `json:"at"`
	Text     string          `json:"text"`
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	// Via is the method that made it, or response_url, ack or person.
	Via string `json:"via"`
}

// Message is a message as it is now, with all that it showed before.
type Message struct {
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts,omitempty"`
	// User wrote it; BotID is set when the app did.
	User  string `json:"user"`
	BotID string `json:"bot_id,omitempty"`
	Version
	Attachments json.RawMessage `json:"attachments,omitempty"`
	// Ephemeral messages are seen by To alone.
	Ephemeral bool   `json:"ephemeral,omitempty"`
	To        string `json:"to,omitempty"`
	Deleted   bool   `json:"deleted,omitempty"`
	// Unfurl tells whether links would get a preview.
	Unfurl   bool      `json:"unfurl"`
	Versions []Version `json:"versions,omitempty"`
}

type message struct {
	Message
	// state holds what people have chosen in the message's own inputs: user, block, action.
	state map[string]values
}

// values is what stands in the inputs of a message or a view: block_id, action_id, the state object.
type values map[string]map[string]map[string]any

func (v values) clone() values {
	out := values{}
	for block, actions := range v {
		out[block] = maps.Clone(actions)
	}
	return out
}

func (v values) put(block, action string, state map[string]any) {
	if v[block] == nil {
		v[block] = map[string]map[string]any{}
	}
	v[block][action] = state
}

func (m *message) copy() Message {
	out := m.Message
	out.Versions = slices.Clone(m.Versions)
	return out
}

// show makes v what the message shows, and keeps what it showed before.
func (m *message) show(v Version) {
	m.Version = v
	m.Versions = append(m.Versions, v)
	if len(m.Versions) > maxVersions {
		m.Versions = slices.Delete(m.Versions, 1, 2)
	}
}

func (c *channel) add(m *message) {
	c.messages = append(c.messages, m)
	c.byTS[m.TS] = m
	if len(c.messages) > maxMessages {
		delete(c.byTS, c.messages[0].TS)
		c.messages = slices.Delete(c.messages, 0, 1)
	}
}

func (c *channel) find(ts string) *message {
	m := c.byTS[ts]
	if m == nil || m.Deleted {
		return nil
	}
	return m
}

// object is the message as the Web API and the payloads give it.
func (s *Sim) object(m *message, withMetadata bool) map[string]any {
	o := map[string]any{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text, "team": s.opts.TeamID}
	if m.BotID != "" {
		o["bot_id"], o["app_id"] = m.BotID, s.opts.AppID
	} else {
		o["client_msg_id"], o["blocks"] = m.TS, []any{richTyped(m.Text)}
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if m.Blocks != nil {
		o["blocks"] = m.Blocks
	}
	if m.Attachments != nil {
		o["attachments"] = m.Attachments
	}
	if withMetadata && m.Metadata != nil {
		o["metadata"] = m.Metadata
	}
	return o
}
