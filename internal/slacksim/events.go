package slacksim

import "slices"

// event is the inner event of an events_api payload.
type event map[string]any

// pendingEvent is an event that the app has not acked yet.
type pendingEvent struct {
	id      string
	inner   event
	attempt int
	reason  string
	payload map[string]any
}

// emit tells the app of something, if it is subscribed to it: at once, and again by Options.Redelivery while it is not
// acked. While no socket is open it waits (https://github.com/vercel/chat/issues/666).
func (s *Sim) emit(inner event) {
	name, _ := inner["type"].(string)
	if ct, ok := inner["channel_type"].(string); ok && name == "message" {
		name = "message." + ct
	}
	if !slices.Contains(s.opts.Events, name) {
		return
	}
	p := &pendingEvent{id: s.newID("Ev"), inner: inner}
	p.payload = map[string]any{
		"token": "sim-verification", "team_id": s.opts.TeamID, "api_app_id": s.opts.AppID, "event": map[string]any(inner),
		"type": "event_callback", "event_id": p.id, "event_time": s.stamp().Unix(), "is_ext_shared_channel": s.shared(inner),
		"authorizations": []any{map[string]any{
			"enterprise_id": s.enterpriseOrNil(), "team_id": s.opts.TeamID, "user_id": s.opts.BotUserID, "is_bot": true,
			"is_enterprise_install": false,
		}},
		"event_context": "4-" + s.random(40),
	}
	s.deliver(p)
}

// shared tells whether the event's conversation has members of another workspace: https://docs.slack.dev/apis/slack-connect.
func (s *Sim) shared(inner event) bool {
	id, _ := inner["channel"].(string)
	c := s.channels[id]
	if c == nil {
		return false
	}
	for member := range c.members {
		if u := s.users[member]; u != nil && u.TeamID != s.opts.TeamID && u.Enterprise == nil {
			return true
		}
	}
	return false
}

func (s *Sim) enterpriseOrNil() any {
	if s.opts.EnterpriseID == "" {
		return nil
	}
	return s.opts.EnterpriseID
}

func (s *Sim) deliver(p *pendingEvent) {
	if len(s.sockets) == 0 {
		s.hold(p)
		return
	}
	e := s.newEnvelope("events_api", p.payload, false)
	e.event = &pendingEvent{attempt: p.attempt, reason: p.reason}
	e.onEnd = func(e *envelope) {
		if !e.acked {
			s.again(p)
		}
	}
	s.send(e)
}

func (s *Sim) hold(p *pendingEvent) {
	s.env.pending = append(s.env.pending, p)
	if len(s.env.pending) > maxPendingEvents {
		s.env.pending = slices.Delete(s.env.pending, 0, 1)
		s.stats.EventsLost++
	}
}

// again delivers an event that was not acked once more, when its distance has passed.
func (s *Sim) again(p *pendingEvent) {
	if p.attempt >= len(s.opts.Redelivery) {
		s.stats.EventsGivenUp++
		s.note(Notice{Kind: "event_given_up", Detail: p.id})
		return
	}
	wait := s.opts.Redelivery[p.attempt]
	p.attempt++
	p.reason = "timeout"
	s.after(wait, func() { s.deliver(p) })
}

// flushPending delivers what happened while no socket was open.
func (s *Sim) flushPending() {
	held := s.env.pending
	s.env.pending = nil
	for _, p := range held {
		s.deliver(p)
	}
}

// PendingEvents counts the events that wait for a socket.
func (s *Sim) PendingEvents() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.env.pending)
}

// echo tells the app of a message in its direct messages, its own ones too.
func (s *Sim) echo(ch *channel, m *message, subtype string) {
	own := m.BotID != ""
	if ch.kind != "im" || (own && s.opts.NoEcho) {
		return
	}
	inner := event{"type": "message", "channel": ch.id, "channel_type": "im", "event_ts": s.nextTS()}
	switch subtype {
	case "message_changed":
		inner["subtype"], inner["hidden"], inner["ts"] = subtype, true, inner["event_ts"]
		inner["message"] = s.object(m, true)
	case "message_deleted":
		inner["subtype"], inner["hidden"], inner["ts"], inner["deleted_ts"] = subtype, true, inner["event_ts"], m.TS
		inner["previous_message"] = s.object(m, true)
	default:
		for k, v := range s.object(m, true) {
			inner[k] = v
		}
	}
	s.emit(inner)
}
