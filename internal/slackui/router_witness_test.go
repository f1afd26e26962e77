package slackui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// ClickRefused notes what is told to the audit log.
func (s *env) ClickRefused(_ context.Context, c approvals.Click, r *approvals.Refusal) {
	s.note("witness %s: %s of %.4s by %s in %s: %q", r.Code, c.Verdict, c.WorkItemID, c.Person.Slack.ID, c.Person.Slack.TeamID, c.ID)
}

// Whoever wants to decide and is refused before a Decider is asked is noted once; what a Decider refuses, it notes itself.
func TestRefusalsBeforeTheDeciderAreNoted(t *testing.T) {
	t.Parallel()
	guest := approvals.Refuse(approvals.RefusedGuest)
	meta := cards.DecideMeta{WorkItemID: testItem, Verdict: approvals.Deny}
	foreign := func(payload string) string { return strings.ReplaceAll(payload, `"T1"`, `"T2"`) }
	for name, tc := range map[string]struct {
		payload string
		set     func(*env)
		want    string
	}{
		"a guest approves":              {onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = guest }, ""},
		"a guest wants to deny":         {onCard(cards.ActionDeny, testRef), func(s *env) { s.knownErr = guest }, `witness guest: deny of 7f00 by U1 in T1: "E1"`},
		"a form for what is not theirs": {onCard(cards.ActionDeny, testRef), func(s *env) { s.card.Phase = approvals.PhaseNotYours }, `witness not_yours: deny of 7f00 by U1 in T1: "E1"`},
		"a guest submits":               {submission(meta, "no"), func(s *env) { s.decideErr = guest }, ""},
		"somebody of another team":      {foreign(onCard(cards.ActionApprove, testRef)), nil, `witness foreign: approve of 7f00 by U1 in T2: "E1"`},
		"their form":                    {foreign(submission(meta, "no")), nil, `witness foreign: deny of 7f00 by U1 in T2: "E1"`},
		"the Decider refuses":           {onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = guest }, ""},
		"no database":                   {onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = errors.New("no database") }, ""},
		"a guest wants details":         {onCard(cards.ActionShowNext, testRef), func(s *env) { s.personErr = guest }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			s.Router.Witness = s
			if tc.set != nil {
				tc.set(s)
			}
			s.deliver(t, socket.KindInteraction, "E1", tc.payload)
			var told []string
			for _, d := range s.done {
				if strings.HasPrefix(d, "witness") {
					told = append(told, d)
				}
			}
			if got := strings.Join(told, "; "); got != tc.want {
				t.Errorf("got %q, want %q; all: %v", got, tc.want, s.done)
			}
		})
	}
}

// A click for which no worker is free is left to Slack's own error, and counted; the Decider counts all others.
func TestClicksThatFailBeforeTheDeciderAreCounted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		workers, want int
	}{"no worker is free": {0, 1}, "a worker is free": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, got := newEnv(), 0
			s.decideErr = errors.New("no database")
			s.Router.Unstored = func(time.Duration) { got++ }
			s.Router.interactions = newPool(tc.workers, 0)
			if taken, done := s.send(t.Context(), socket.KindInteraction, "E1", onCard(cards.ActionApprove, testRef)); taken {
				patience.Receive(t, "the end", done)
			}
			if got != tc.want {
				t.Errorf("got %d counted, want %d; all: %v", got, tc.want, s.done)
			}
		})
	}
}
