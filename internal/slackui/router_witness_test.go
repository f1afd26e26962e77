package slackui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
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
		"a guest approves":              {onCard(cards.ActionApprove, testRef), func(s *env) { s.knownErr = guest }, `witness guest: approve of 7f00 by U1 in T1: "E1"`},
		"a guest wants to deny":         {onCard(cards.ActionDeny, testRef), func(s *env) { s.knownErr = guest }, `witness guest: deny of 7f00 by U1 in T1: "E1"`},
		"a form for what is not theirs": {onCard(cards.ActionDeny, testRef), func(s *env) { s.card.Phase = approvals.PhaseNotYours }, `witness not_yours: deny of 7f00 by U1 in T1: "E1"`},
		"a guest submits":               {submission(meta, "no"), func(s *env) { s.knownErr = guest }, `witness guest: deny of 7f00 by U1 in T1: "E1"`},
		"somebody of another team":      {foreign(onCard(cards.ActionApprove, testRef)), nil, `witness foreign: approve of 7f00 by U1 in T2: "E1"`},
		"their form":                    {foreign(submission(meta, "no")), nil, `witness foreign: deny of 7f00 by U1 in T2: "E1"`},
		"the Decider refuses":           {onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = guest }, ""},
		"no database":                   {onCard(cards.ActionApprove, testRef), func(s *env) { s.knownErr = errors.New("no database") }, ""},
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

// A click that fails before a Decider is asked counts as one that could not be stored; a refusal does not.
func TestClicksThatFailBeforeTheDeciderAreCounted(t *testing.T) {
	t.Parallel()
	meta := cards.DecideMeta{WorkItemID: testItem, Verdict: approvals.Deny}
	for name, tc := range map[string]struct {
		payload string
		err     error
		want    int
	}{
		"no database":        {onCard(cards.ActionApprove, testRef), errors.New("no database"), 1},
		"no database, form":  {submission(meta, "no"), errors.New("no database"), 1},
		"a guest":            {onCard(cards.ActionApprove, testRef), approvals.Refuse(approvals.RefusedGuest), 0},
		"stored":             {onCard(cards.ActionApprove, testRef), nil, 0},
		"nobody decides yet": {onCard(cards.ActionDeny, testRef), errors.New("no database"), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, got := newEnv(), 0
			s.knownErr = tc.err
			s.Router.Unstored = func(time.Duration) { got++ }
			s.deliver(t, socket.KindInteraction, "E1", tc.payload)
			if got != tc.want {
				t.Errorf("got %d counted, want %d; all: %v", got, tc.want, s.done)
			}
		})
	}
}
