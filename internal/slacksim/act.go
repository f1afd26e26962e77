package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// Result is what came of a person's doing.
type Result struct {
	EnvelopeID  string `json:"envelope_id,omitempty"`
	ActionID    string `json:"action_id,omitempty"`
	BlockID     string `json:"block_id,omitempty"`
	TriggerID   string `json:"trigger_id,omitempty"`
	ResponseURL string `json:"response_url,omitempty"`
	// Delivered tells that a socket took the envelope, Acked that the app acked it in time.
	Delivered bool            `json:"delivered"`
	Acked     bool            `json:"acked"`
	AckAfter  time.Duration   `json:"ack_after,omitempty"`
	AckAnswer json.RawMessage `json:"ack_answer,omitempty"`
	// UserError is what Slack's client shows when the app did not answer, or answered nonsense; Problems say what was wrong
	// with the answer.
	UserError string   `json:"user_error,omitempty"`
	Problems  []string `json:"problems,omitempty"`
	// Confirm is the dialog that came up instead: nothing was sent. Do it again with Confirm set.
	Confirm *blockkit.Dialog `json:"confirm,omitempty"`
	// URL is the page that a link button opened.
	URL string `json:"url,omitempty"`
	// FieldErrors stand under the fields of a modal, by block_id. Without Delivered it was the client that refused.
	FieldErrors map[string]string `json:"field_errors,omitempty"`
	// ResponseAction is that of the ack of a submission.
	ResponseAction string `json:"response_action,omitempty"`
	// TS is the timestamp of a message that was said.
	TS string `json:"ts,omitempty"`
}

// What a person reads when an app does not answer.
const (
	msgButtonFailed  = "Sorry, that didn't work. Try again?"
	msgModalFailed   = "We had some trouble connecting. Try again?"
	msgNoSocket      = "failed with the error \"dispatch_failed\""
	msgTimeout       = "failed with the error \"operation_timeout\""
	unknownCommand   = "is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands."
	verificationText = "sim-verification"
)

// actor finds somebody who can act: deactivated people and the app itself cannot.
func (s *Sim) actor(id string) (*User, error) {
	u := s.users[id]
	if u == nil {
		return nil, fmt.Errorf("user %s: %w", id, ErrNoUser)
	}
	if u.Deleted || u.ID == s.opts.BotUserID {
		return nil, fmt.Errorf("user %s cannot act: %w", id, ErrNoUser)
	}
	return u, nil
}

// head is what the payloads of all interactions share.
func (s *Sim) head(kind string, u *User) map[string]any {
	team := map[string]any{"id": s.opts.TeamID, "domain": s.opts.TeamDomain}
	var enterprise any
	if s.opts.EnterpriseID != "" {
		team["enterprise_id"] = s.opts.EnterpriseID
		enterprise = map[string]any{"id": s.opts.EnterpriseID, "name": s.opts.TeamName}
	}
	return map[string]any{
		"type": kind, "token": verificationText, "api_app_id": s.opts.AppID, "team": team, "enterprise": enterprise,
		"is_enterprise_install": false,
		"user":                  map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
	}
}

// dispatch sends an envelope of a person's doing. The lock is held; wait is called without it.
func (s *Sim) dispatch(e *envelope, r *Result) {
	r.EnvelopeID = e.id
	r.Delivered = s.send(e)
	if !r.Delivered {
		s.end(e)
	}
}

// wait takes the lock when the envelope's time is over and completes the result.
func (s *Sim) wait(ctx context.Context, e *envelope, r *Result, failed string) error {
	select {
	case <-e.done:
	case <-ctx.Done():
		return fmt.Errorf("wait for the ack: %w", ctx.Err())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Acked, r.AckAfter, r.AckAnswer = e.acked, e.took, e.answer
	if !e.acked && r.UserError == "" {
		r.UserError = failed
	}
	return nil
}
