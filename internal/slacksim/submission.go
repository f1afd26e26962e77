package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// submissionAnswer is the payload of the ack of a view_submission: https://docs.slack.dev/surfaces/modals.
type submissionAnswer struct {
	ResponseAction string            `json:"response_action"`
	Errors         map[string]string `json:"errors"`
	View           json.RawMessage   `json:"view"`
}

// takeSubmission does what the app's answer says: without one the modal closes. An answer that Slack would refuse leaves
// the modal open, with an error for its user.
func (s *Sim) takeSubmission(v *view, raw json.RawMessage, r *Result) {
	if !v.open {
		return
	}
	var a submissionAnswer
	if raw != nil && json.Unmarshal(raw, &a) != nil {
		r.refuseAnswer("the payload is no object")
		return
	}
	r.ResponseAction = a.ResponseAction
	switch a.ResponseAction {
	case "":
		s.dropTop(v.User)
	case "clear":
		for len(s.modals[v.User]) > 0 {
			s.dropTop(v.User)
		}
	case "errors":
		s.showErrors(v, a.Errors, r)
	case "update", "push":
		s.answerWithView(v, a, r)
	default:
		r.refuseAnswer(fmt.Sprintf("unknown response_action %q", a.ResponseAction))
	}
}

func (r *Result) refuseAnswer(problems ...string) {
	r.UserError, r.Problems = msgModalFailed, problems
}

// showErrors puts sentences under fields; only input blocks of the view can carry them.
func (s *Sim) showErrors(v *view, errs map[string]string, r *Result) {
	inputs := map[string]bool{}
	for _, c := range blockkit.Controls(v.Blocks) {
		if c.Input {
			inputs[c.BlockID] = true
		}
	}
	if len(errs) == 0 {
		r.refuseAnswer("response_action errors without errors")
		return
	}
	for _, block := range sortedKeys(errs) {
		if !inputs[block] || errs[block] == "" || utf8.RuneCountInString(errs[block]) > 2000 {
			r.refuseAnswer(fmt.Sprintf("errors[%q] is no input block of the view, or its text is empty or too long", block))
			return
		}
	}
	v.Errors, r.FieldErrors = errs, errs
	s.note(Notice{Kind: "view_updated", User: v.User, Detail: v.ID})
}

func (s *Sim) answerWithView(v *view, a submissionAnswer, r *Result) {
	if report := blockkit.CheckModal(a.View); !report.OK() {
		r.refuseAnswer(report.Messages()...)
		return
	}
	if a.ResponseAction == "update" {
		if err := s.fill(v, a.View); err != nil {
			r.refuseAnswer(err.Error())
			return
		}
		s.note(Notice{Kind: "view_updated", User: v.User, Detail: v.ID})
		return
	}
	if len(s.modals[v.User]) >= maxStack {
		r.refuseAnswer("push_limit_reached")
		return
	}
	if _, err := s.place(v.User, a.View); err != nil {
		r.refuseAnswer(err.Error())
	}
}

// CloseModal presses the cross or the close button of the modal in front. The app hears of it only if it asked to; then
// the ack is waited for.
func (s *Sim) CloseModal(ctx context.Context, user string) (Result, error) {
	e, r, err := s.closeModal(user)
	if err != nil || e == nil {
		return r, err
	}
	err = s.wait(ctx, e, &r, "")
	return r, err
}

func (s *Sim) closeModal(user string) (*envelope, Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	v, err := s.front(user)
	if err != nil {
		return nil, Result{}, err
	}
	object := s.viewObject(v)
	s.dropTop(user)
	for v.ClearOnClose && len(s.modals[user]) > 0 {
		s.dropTop(user)
	}
	if !v.NotifyOnClose {
		return nil, Result{}, nil
	}
	p := s.head("view_closed", s.users[user])
	p["view"], p["is_cleared"] = object, v.ClearOnClose
	e := s.newEnvelope("interactive", p, false)
	var r Result
	s.dispatch(e, &r)
	return e, r, nil
}
