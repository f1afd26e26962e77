package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// Submit fills the modal in front of a user and presses its submit button. Keys of entries are block ids, action ids or
// the beginning of labels; values are strings, or lists of strings where several may be chosen. What a client refuses by
// itself (a required field that is empty, a text too short or too long) comes back in FieldErrors and is not sent.
// When ctx ends before the ack, the result still names the envelope: it is on its way.
func (s *Sim) Submit(ctx context.Context, user string, entries map[string]any) (Result, error) {
	e, r, err := s.submit(user, entries)
	if err != nil || e == nil {
		return *r, err
	}
	err = s.wait(ctx, e, r, msgModalFailed)
	s.mu.Lock()
	defer s.mu.Unlock()
	return *r, err
}

// Fill types into the modal in front of a user and presses nothing.
func (s *Sim) Fill(user string, entries map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.front(user)
	if err != nil {
		return err
	}
	return s.fillIn(v, entries)
}

// front is the modal in front of somebody who can act.
func (s *Sim) front(user string) (*view, error) {
	if _, err := s.actor(user); err != nil {
		return nil, err
	}
	stack := s.modals[user]
	if len(stack) == 0 {
		return nil, fmt.Errorf("modal of %s: %w", user, ErrNotSeen)
	}
	return stack[len(stack)-1], nil
}

func (s *Sim) fillIn(v *view, entries map[string]any) error {
	controls := blockkit.Controls(v.Blocks)
	for _, key := range sortedKeys(entries) {
		c, ok := inputFor(controls, key)
		if !ok {
			return fmt.Errorf("field %q of modal %q: %w", key, v.Title, ErrNotSeen)
		}
		state, err := enter(c, entries[key])
		if err != nil {
			return err
		}
		v.state.put(c.BlockID, c.ActionID, state)
	}
	return nil
}

func inputFor(controls []blockkit.Control, key string) (blockkit.Control, bool) {
	for _, exact := range []bool{true, false} {
		for _, c := range controls {
			if !stateful(c.Type) {
				continue
			}
			if (exact && (c.BlockID == key || c.ActionID == key)) || (!exact && strings.HasPrefix(c.Label, key)) {
				return c, true
			}
		}
	}
	return blockkit.Control{}, false
}

func (s *Sim) submit(user string, entries map[string]any) (*envelope, *Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	r := &Result{}
	v, err := s.front(user)
	if err != nil {
		return nil, r, err
	}
	if v.Submit == "" {
		return nil, r, fmt.Errorf("submit button of modal %q: %w", v.Title, ErrNotSeen)
	}
	if err := s.fillIn(v, entries); err != nil {
		return nil, r, err
	}
	if r.FieldErrors = clientErrors(v); len(r.FieldErrors) > 0 {
		return nil, r, nil
	}
	v.Errors = nil
	u := s.users[user]
	p := s.head("view_submission", u)
	r.TriggerID = s.newTrigger(user, v)
	p["trigger_id"], p["view"], p["response_urls"] = r.TriggerID, s.viewObject(v), []any{}
	e := s.newEnvelope("interactive", p, true)
	e.onEnd = func(e *envelope) {
		if e.acked {
			s.takeSubmission(v, e.answer, r)
		}
	}
	s.dispatch(e, r)
	return e, r, nil
}

// clientErrors is what Slack's client refuses to send, by block_id.
func clientErrors(v *view) map[string]string {
	out := map[string]string{}
	for _, c := range blockkit.Controls(v.Blocks) {
		if !c.Input {
			continue
		}
		if complaint := complain(c, v.state[c.BlockID][c.ActionID][stateKey(c.Type)]); complaint != "" {
			out[c.BlockID] = complaint
		}
	}
	return out
}

func complain(c blockkit.Control, value any) string {
	text, isText := value.(string)
	many, isMany := value.([]any)
	switch {
	case value == nil, isText && text == "", isMany && len(many) == 0:
		if c.Optional {
			return ""
		}
		return "Please complete this required field."
	case c.Type == "plain_text_input":
		return lengthComplaint(c, utf8.RuneCountInString(text))
	case c.Type == "email_text_input":
		if _, err := mail.ParseAddress(text); err != nil {
			return "Please enter a valid email address."
		}
	case c.Type == "url_text_input":
		if u, err := url.Parse(text); err != nil || u.Host == "" {
			return "Please enter a valid URL."
		}
	case c.Type == "number_input":
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return "Please enter a valid number."
		}
	}
	return ""
}

func lengthComplaint(c blockkit.Control, n int) string {
	least, most := 0, 3000
	for name, at := range map[string]*int{"min_length": &least, "max_length": &most} {
		if num, ok := c.Raw[name].(json.Number); ok {
			if i, err := num.Int64(); err == nil {
				*at = int(i)
			}
		}
	}
	switch {
	case n < least:
		return fmt.Sprintf("Please use at least %d characters.", least)
	case n > most:
		return fmt.Sprintf("Please use at most %d characters.", most)
	}
	return ""
}
