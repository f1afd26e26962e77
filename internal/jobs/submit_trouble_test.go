package jobs_test

import (
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

func TestWaitingAsLongAsIIQAsks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		wait string
	}{
		"as it asks":             {&approvals.RetryAfterError{After: 10 * time.Minute, Err: approvals.ErrIIQBusy}, `next_try_at BETWEEN now() + interval '9 min' AND now() + interval '10 min'`},
		"but never over an hour": {&approvals.RetryAfterError{After: 9 * time.Hour, Err: approvals.ErrIIQBusy}, `next_try_at BETWEEN now() + interval '59 min' AND now() + interval '60 min'`},
		"else a second or so":    {approvals.ErrIIQAway, `next_try_at < now() + interval '2 s'`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Fails("put", tc.err)
			s.Attempt()
			s.Want("true", `SELECT `+tc.wait+` FROM decisions`)
			s.Want("true", `SELECT stalled FROM decisions`)
		})
	}
}

func TestCardsTellWhileIIQDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("read", jobstest.ErrAway)
	s.Attempt()
	want := s.One(`SELECT want FROM cards`)
	s.IIQ.Fails("read", jobstest.ErrAway)
	s.Attempt()
	s.Want(want, `SELECT want FROM cards`)
	s.Want("true", `SELECT stalled FROM decisions`)
	s.Drain()
	if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Outcome != approvals.OutcomeApproved {
		t.Errorf("in the end Sam has %+v, want a length of 1 and outcome %v", m, approvals.OutcomeApproved)
	}
}

// What cards say of IIQ is what is wrong with it now, at each step of a decision. They change when that changes, and not at each
// attempt.
func TestCardsTellWhatIsWrongWithIIQ(t *testing.T) {
	t.Parallel()
	said := func(s string) error {
		return &approvals.IIQTroubleError{Trouble: approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: s},
			Err: approvals.ErrOutcomeUnknown}
	}
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	for _, tc := range []struct {
		name, step string
		err        error
		want       approvals.IIQTrouble
		changes    bool
	}{
		{"away", "read", jobstest.ErrAway, approvals.IIQTrouble{Kind: approvals.TroubleAway}, true},
		{"still away", "reverify", jobstest.ErrAway, approvals.IIQTrouble{Kind: approvals.TroubleAway}, false},
		{"an error", "put", said("Locked at 10:00."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Locked at 10:00."}, true},
		{"the same error", "put", said("Locked at 10:01."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Locked at 10:00."}, false},
		{"another error", "put", said("Out of memory."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Out of memory."}, true},
		{"the account", "read", approvals.ErrIIQUnauthorised, approvals.IIQTrouble{Kind: approvals.TroubleAccount}, true},
		{"Slack, and not IIQ", "reverify", errors.New("Slack is slow"), approvals.IIQTrouble{}, true},
		{"the account again", "put", approvals.ErrIIQUnauthorised, approvals.IIQTrouble{Kind: approvals.TroubleAccount}, true},
	} {
		before := s.One(`SELECT want FROM cards`)
		if tc.step == "reverify" {
			s.People.Fails(tc.step, tc.err)
		} else {
			s.IIQ.Fails(tc.step, tc.err)
		}
		if got := s.Attempt(); got != "retry" {
			t.Errorf(`%s: the attempt ended as %q, want "retry"`, tc.name, got)
		}
		v, err := s.ViewFor(t.Context(), "i1", "sam")
		s.Must(err)
		if v.Decision == nil || v.Decision.Trouble != tc.want {
			t.Errorf("%s: the card tells %+v, want %+v", tc.name, v.Decision, tc.want)
		}
		page, err := s.Pending(t.Context(), approvals.Identity{ID: "sam"}, 0, 10)
		s.Must(err)
		if len(page.Rows) != 1 || page.Rows[0].Decision.Trouble != tc.want {
			t.Errorf("%s: the list tells %+v, want %+v", tc.name, page.Rows, tc.want)
		}
		if changed := s.One(`SELECT want FROM cards`) != before; changed != tc.changes {
			t.Errorf("%s: the card changes: %t, want %t", tc.name, changed, tc.changes)
		}
	}
	s.Drain()
	s.Want("recorded {}", `SELECT state || ' ' || trouble::text FROM decisions`)
}

// An attempt of a version that knows no kinds of trouble leaves the column as it is: what stands there is not told of its attempt.
func TestTheAttemptOfAnOlderVersionIsToldAsThatVersionTellsIt(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("read", approvals.ErrIIQUnauthorised)
	s.Attempt()
	for sql, want := range map[string]approvals.IIQTroubleKind{
		`UPDATE decisions SET stalled = true, last_error = 'what it met'`:  approvals.TroubleAway,
		`UPDATE decisions SET stalled = false, last_error = 'what it met'`: approvals.TroubleNone,
	} {
		s.Exec(sql)
		v, err := s.ViewFor(t.Context(), "i1", "sam")
		s.Must(err)
		if got := v.Decision.Trouble.Kind; got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}
