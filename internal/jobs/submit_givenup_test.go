package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

func TestGivingUp(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sent   bool
		silent bool
		age    time.Duration
		want   string
	}{
		"never sent, and nobody has tried yet":  {false, false, jobstest.Keep, "recorded"},
		"never sent, and twice as old":          {false, false, 2 * jobstest.Keep, "given_up"},
		"never sent, IIQ silent":                {false, true, jobstest.Keep, "given_up"},
		"sent long ago, IIQ shows it open":      {true, false, jobstest.Keep, "recorded"},
		"sent long ago, and twice as old":       {true, false, 2 * jobstest.Keep, "given_up"},
		"sent, and IIQ does not say":            {true, true, jobstest.Keep, "retry"},
		"sent, and IIQ has not said for twice":  {true, true, 2 * jobstest.Keep, "given_up"},
		"just before the time is over":          {false, false, jobstest.Keep - time.Second, "recorded"},
		"just before the time is over, refused": {false, true, jobstest.Keep - time.Second, "retry"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			if tc.sent {
				s.IIQ.Fails("put", approvals.ErrOutcomeUnknown)
				s.Attempt()
			}
			s.Later(tc.age)
			if tc.silent {
				s.IIQ.Fails("read", jobstest.ErrAway)
			}
			if got := s.Attempt(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			if tc.want != "given_up" {
				return
			}
			s.Want("true", `SELECT not_recorded FROM work_items`)
			s.Want("1", `SELECT count(*) FROM river_job WHERE kind = 'tell_clicker'`)
			s.Drain()
			s.Learn(jobstest.Request("i1", "sam"))
			s.Want("false", `SELECT not_recorded FROM work_items`)
		})
	}
}

// A decision whose write went out lately and that IIQ has not taken is given up when it is old.
func TestGivingUpAfterALateTry(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.Later(jobstest.Keep)
	s.IIQ.Fails("put", approvals.ErrOutcomeUnknown)
	for n, want := range []string{"retry", "given_up"} {
		if got := s.Attempt(); got != want {
			t.Errorf("attempt %d ended as %q, want %q", n, got, want)
		}
	}
	if n := len(s.IIQ.Written()); n != 0 {
		t.Errorf("IIQ took %d writes, want none", n)
	}
}

// Ages are Postgres's. A process whose clock is a day wrong tries what all others try, and gives up what they give up.
func TestAProcessWhoseClockIsWrong(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"ahead": 25 * time.Hour, "behind": -25 * time.Hour} {
		for what, tc := range map[string]struct {
			age    time.Duration
			silent bool
			want   string
		}{
			"new":                {0, false, "recorded"},
			"new, IIQ is silent": {0, true, "retry"},
			"old, IIQ is silent": {jobstest.Keep, true, "given_up"},
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				t.Parallel()
				s := newEnv(t)
				s.SetClock(time.Now().Add(off))
				s.See(jobstest.Request("i1", "sam"))
				s.Click("sam", "i1", approvals.Approve, "")
				s.Later(tc.age)
				if tc.silent {
					s.IIQ.Fails("read", jobstest.ErrAway)
				}
				if got := s.Attempt(); got != tc.want {
					t.Errorf("the attempt ended as %q, want %q", got, tc.want)
				}
				if tc.silent {
					return
				}
				s.Want("true", `SELECT written_at BETWEEN now() - interval '1 min' AND now() + interval '1 min' FROM decisions`)
			})
		}
	}
}

// Who is told that their decision was given up is told what kept IIQ from taking it.
func TestAGivenUpDecisionTellsWhatWasWrong(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	id := s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("read", approvals.ErrIIQUnauthorised)
	s.Attempt()
	s.Submit.Keep = 0
	if got := s.Attempt(); got != "given_up" {
		t.Fatalf(`the attempt ended as %q, want "given_up"`, got)
	}
	e, err := s.EndingOf(t.Context(), id)
	s.Must(err)
	if e.Trouble.Kind != approvals.TroubleAccount {
		t.Errorf("got %+v, want %q", e.Trouble, approvals.TroubleAccount)
	}
}
