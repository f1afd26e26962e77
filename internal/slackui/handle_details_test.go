package slackui

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// asking is an IIQ that is asked for what helps to decide.
type asking struct {
	*env
	changed bool
	err     error
}

func (a asking) Fresh(_ context.Context, workItemID string) (bool, error) {
	a.note("fresh %.4s", workItemID)
	return a.changed, a.err
}

// The details open from our tables, IIQ is asked behind the ack and the modal, and what is new is shown in the modal that is open.
func TestDetailsAreAskedForAnew(t *testing.T) {
	t.Parallel()
	opened := []string{"ack", "known U1", "read 7f00 for i1", "modal details by 1.2.abc"}
	asked := append(append([]string{}, opened...), "fresh 7f00")
	read := append(append([]string{}, asked...), "known U1", "read 7f00 for i1")
	for name, c := range map[string]struct {
		changed bool
		err     error
		set     func(*env)
		want    []string
	}{
		"something new":  {true, nil, nil, append(append([]string{}, read...), "update details V9 h9")},
		"nothing new":    {false, nil, nil, asked},
		"no answer":      {false, errors.New("away"), nil, asked},
		"closed already": {true, nil, func(s *env) { s.updateErr = webapi.ErrViewGone }, append(append([]string{}, read...), "update details V9 h9")},
		"Slack is away": {true, nil, func(s *env) { s.updateErr = errors.New("away") },
			append(append([]string{}, read...), "update details V9 h9")},
	} {
		s := newEnv()
		s.Context = asking{s, c.changed, c.err}
		if c.set != nil {
			c.set(s)
		}
		s.deliver(t, socket.KindInteraction, "e1", fromMenu(string(cards.MenuDetails)+"."+testRef))
		if diff := cmp.Diff(c.want, s.done); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	s := newEnv()
	s.Context, s.modalErr = asking{s, true, nil}, webapi.ErrTriggerGone
	s.deliver(t, socket.KindInteraction, "e1", fromMenu(string(cards.MenuDetails)+"."+testRef))
	for _, done := range s.done {
		if done == "fresh 7f00" {
			t.Errorf("nothing opened: got %q, want IIQ not asked", s.done)
		}
	}
}
