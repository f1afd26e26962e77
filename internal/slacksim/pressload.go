package slacksim

import (
	"fmt"
	"maps"
	"reflect"
)

// actionOf is the entry of `actions` for a control: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload.
// What was chosen stays in the state of the message or the view.
func (s *Sim) actionOf(at pressed, u *User, entry any, r *Result) (map[string]any, error) {
	c := at.control
	a := map[string]any{"type": c.Type, "action_id": c.ActionID, "block_id": c.BlockID, "action_ts": s.nextTS()}
	for _, name := range []string{"value", "text", "style", "url", "placeholder", "accessibility_label"} {
		if v, has := c.Raw[name]; has {
			a[name] = v
		}
	}
	if c.Type == "overflow" || c.Type == "radio_buttons" || stateful(c.Type) {
		state, err := enter(c, entry)
		if err != nil {
			return nil, err
		}
		maps.Copy(a, state)
		if o, ok := state["selected_option"].(map[string]any); ok && c.Type == "overflow" {
			r.URL, _ = o["url"].(string)
		}
		if stateful(c.Type) {
			kept := s.stateAt(at, u)
			if standsThere(kept[c.BlockID][c.ActionID], state) {
				return nil, fmt.Errorf("choose %v in %q: %w", entry, c.Label, ErrStandsThere)
			}
			kept.put(c.BlockID, c.ActionID, state)
		}
	}
	return a, nil
}

// standsThere reports whether one option was chosen before and is chosen again. A client tells of changes alone:
// docs/slack-facts.md#block-kit
func standsThere(before, now map[string]any) bool {
	was, is := before["selected_option"], now["selected_option"]
	return was != nil && reflect.DeepEqual(was, is)
}

// stateAt is what stands in the inputs where the control is, for this person.
func (s *Sim) stateAt(at pressed, u *User) values {
	if at.view != nil {
		return at.view.state
	}
	m := at.message
	if m.state == nil {
		m.state = map[string]values{}
	}
	m.state[u.ID] = freshState(m.Blocks, m.state[u.ID])
	return m.state[u.ID]
}

func (s *Sim) clickPayload(at pressed, u *User, action map[string]any, r *Result) map[string]any {
	p := s.head("block_actions", u)
	p["actions"] = []any{action}
	r.TriggerID = s.newTrigger(u.ID, at.view)
	p["trigger_id"] = r.TriggerID
	if at.view != nil {
		p["view"] = s.viewObject(at.view)
		p["container"] = map[string]any{"type": "view", "view_id": at.view.ID}
		return p
	}
	m := at.message
	r.ResponseURL = s.newHook("actions", u.ID, at.channel, m)
	p["response_url"] = r.ResponseURL
	p["container"] = map[string]any{
		"type": "message", "message_ts": m.TS, "channel_id": at.channel.id, "is_ephemeral": m.Ephemeral,
	}
	p["channel"] = map[string]any{"id": at.channel.id, "name": payloadName(at.channel)}
	p["message"] = s.object(m, true)
	p["state"] = map[string]any{"values": s.stateAt(at, u).clone()}
	return p
}

// payloadName is what Slack calls a conversation in payloads: DMs and private channels have no name there.
func payloadName(ch *channel) string {
	switch ch.kind {
	case "im":
		return "directmessage"
	case "private":
		return "privategroup"
	}
	return ch.name
}
