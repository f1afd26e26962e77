package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// Command types a slash command in a conversation that the user can see; an empty channel is the direct messages with the
// app. It waits for the ack; what the ack carries is shown.
func (s *Sim) Command(ctx context.Context, user, channelID, name, text string) (Result, error) {
	e, r, err := s.command(user, channelID, name, text)
	if err != nil || e == nil {
		return *r, err
	}
	err = s.wait(ctx, e, r, name+" "+msgTimeout)
	s.mu.Lock()
	defer s.mu.Unlock()
	return *r, err
}

// conversationOf finds a conversation that a user can see.
func (s *Sim) conversationOf(user, channelID string) (*channel, error) {
	if channelID == "" {
		return s.dm(user), nil
	}
	ch := s.channels[channelID]
	if ch == nil || !ch.members[user] {
		return nil, fmt.Errorf("conversation %s: %w", channelID, ErrNotSeen)
	}
	return ch, nil
}

func (s *Sim) command(user, channelID, name, text string) (*envelope, *Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	r := &Result{}
	u, err := s.actor(user)
	if err != nil {
		return nil, r, err
	}
	ch, err := s.conversationOf(user, channelID)
	if err != nil {
		return nil, r, err
	}
	if !slices.Contains(s.opts.Commands, name) {
		r.UserError = name + " " + unknownCommand
		return nil, r, nil
	}
	r.TriggerID = s.newTrigger(user, nil)
	r.ResponseURL = s.newHook("commands", user, ch, nil)
	p := map[string]any{
		"token": verificationText, "team_id": s.opts.TeamID, "team_domain": s.opts.TeamDomain, "channel_id": ch.id,
		"channel_name": payloadName(ch), "user_id": u.ID, "user_name": u.Name, "command": name, "text": escapeTyped(text),
		"api_app_id": s.opts.AppID, "is_enterprise_install": "false", "response_url": r.ResponseURL, "trigger_id": r.TriggerID,
	}
	if s.opts.EnterpriseID != "" {
		p["enterprise_id"], p["enterprise_name"] = s.opts.EnterpriseID, s.opts.TeamName
	}
	e := s.newEnvelope("slash_commands", p, true)
	e.onEnd = func(e *envelope) {
		if e.acked && e.answer != nil {
			s.showCommandAnswer(ch, user, e.answer, r)
		}
	}
	s.dispatch(e, r)
	if !r.Delivered {
		r.UserError = name + " " + msgNoSocket
	}
	return e, r, nil
}

// showCommandAnswer shows the message that came with the ack.
func (s *Sim) showCommandAnswer(ch *channel, user string, raw json.RawMessage, r *Result) {
	var p hookPayload
	err := json.Unmarshal(raw, &p)
	if err == nil {
		p.ReplaceOriginal, p.DeleteOriginal = false, false
		err = s.useHook(&hook{user: user, channel: ch}, p)
	}
	if err != nil {
		r.UserError, r.Problems = msgButtonFailed, []string{err.Error()}
	}
}
