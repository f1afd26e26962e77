package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}

// A worker dies at each step of the way from the click to IIQ, another one goes on, and the dead one wakes up long after:
// it was frozen, not dead. The end is the same, whatever the step.
func TestWorkerStopsAtEachStepOfADecision(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*env) *jobstest.Hold{
		"claimed, before the item is read":          func(s *env) *jobstest.Hold { return s.IIQ.Stops("read") },
		"claimed, before the decider is looked at":  func(s *env) *jobstest.Hold { return s.People.Stops("reverify") },
		"read back, before the members":             func(s *env) *jobstest.Hold { return s.IIQ.Stops("members") },
		"noted as sent, before the write":           func(s *env) *jobstest.Hold { return s.IIQ.Stops("put") },
		"the write had its effect, before its note": func(s *env) *jobstest.Hold { return s.IIQ.Stops("answer") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupShop(t)
			s.Click("sam", "i1", approvals.Approve, "")
			wakeUp := s.Abandon(s.Next("submit_decision"), hold(s))
			s.Lapse()
			s.Drain()
			sameEnd(s)
			wakeUp()
			s.Drain()
			sameEnd(s)
		})
	}
}

// sameEnd: one write, one recorded decision, and both copies of the card tell so.
func sameEnd(s *env) {
	s.T.Helper()
	if n := len(s.IIQ.Written()); n != 1 {
		s.T.Errorf("IIQ took %d writes, want 1", n)
	}
	s.Want("recorded  closed approved", decided)
	s.Want("0", `SELECT count(*) FROM cards WHERE shown < want`)
	for _, user := range []string{"U-sam", "U-nora"} {
		m := s.Slack.Of(user)
		if len(m) != 1 || m[0].Phase != approvals.PhaseEnded || m[0].Outcome != approvals.OutcomeApproved {
			s.T.Errorf("%s has %+v, want a length of 1, phase %v and outcome %v",
				user, m, approvals.PhaseEnded, approvals.OutcomeApproved)
		}
	}
}

// Everything between two transactions is lost with the process: the jobs are, and the rows are enough.
func TestJobsAreLostAtEachStep(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]int{"after the click": 0, "after the write": 1, "after the first card": 2,
		"after the second card": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupShop(t)
			s.Click("sam", "i1", approvals.Approve, "")
			for n := range steps {
				kind := "show_card"
				if n == 0 {
					kind = "submit_decision"
				}
				s.Must(s.Work(context.Background(), s.Next(kind)))
			}
			s.Exec(`DELETE FROM river_job`)
			s.Drain()
			sameEnd(s)
		})
	}
}

// What was read back before the freeze is not true any more when the worker wakes up: it writes nothing.
func TestFrozenWorkerWritesNothingAfterItsClaim(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step string
		set  func(*env)
		want string
	}{
		"before the write, forwarded": {"put", func(s *env) { s.IIQ.Put(jobstest.Request("i1", "nora")) }, "refused forwarded open "},
		"before the read, somebody first": {"read", func(s *env) {
			s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "nora.x"})
		}, "refused already_decided closed denied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.Submit.Lease = 150 * time.Millisecond
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			wakeUp := s.Abandon(s.Next("submit_decision"), s.IIQ.Stops(tc.step))
			s.await(`SELECT claimed_until < clock_timestamp() FROM decisions`)
			s.Submit.Lease = jobstest.ClaimFor
			tc.set(s)
			s.Drain()
			s.Want(tc.want, decided)
			wakeUp()
			s.Drain()
			s.Want(tc.want, decided)
			if n := len(s.IIQ.Written()); n != 0 {
				t.Errorf("the worker that woke up wrote %d times, want 0", n)
			}
		})
	}
}

// await returns when a condition of the database holds.
func (s *env) await(sql string) {
	s.T.Helper()
	for s.One(sql) != "true" {
		if s.T.Context().Err() != nil {
			s.T.Fatalf("never came: %s, want Context nil", sql)
		}
	}
}

func TestTwoWorkersWithOneAttemptAreOne(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	row := s.Next("submit_decision")
	wakeUp := s.Abandon(row, s.IIQ.Stops("read"))
	s.Must(s.Work(t.Context(), row))
	if len(s.IIQ.Written()) != 0 {
		t.Error("the second worker wrote under the first one's claim")
	}
	wakeUp()
	s.Want("recorded  closed approved", decided)
}
