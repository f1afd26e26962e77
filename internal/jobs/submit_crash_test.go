package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}

// A worker dies at each step of the way from the click to IIQ, another one goes on, and the dead one wakes up long after:
// it was frozen, not dead. The end is the same, whatever the step.
func TestWorkerStopsAtEachStepOfADecision(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*env) *hold{
		"claimed, before the item is read":          func(s *env) *hold { return s.iiq.stops("read") },
		"claimed, before the decider is looked at":  func(s *env) *hold { return s.people.stops("reverify") },
		"read back, before the members":             func(s *env) *hold { return s.iiq.stops("members") },
		"noted as sent, before the write":           func(s *env) *hold { return s.iiq.stops("put") },
		"the write had its effect, before its note": func(s *env) *hold { return s.iiq.stops("answer") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupShop(t)
			s.click("sam", "i1", approvals.Approve, "")
			wakeUp := s.abandon(s.next("submit_decision"), hold(s))
			s.lapse()
			s.drain()
			sameEnd(s)
			wakeUp()
			s.drain()
			sameEnd(s)
		})
	}
}

// groupShop has an item that a workgroup of two owns, with a card for each.
func groupShop(t *testing.T) *env {
	t.Helper()
	s := newEnv(t)
	s.people.groups["group"] = true
	s.iiq.members["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
	s.must(s.groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{request("i1", "group")}))
	s.see(request("i1", "group"))
	return s
}

// sameEnd: one write, one recorded decision, and both copies of the card tell so.
func sameEnd(s *env) {
	s.t.Helper()
	if n := len(s.iiq.written()); n != 1 {
		s.t.Errorf("IIQ took %d writes, want 1", n)
	}
	s.want("recorded  closed approved", decided)
	s.want("0", `SELECT count(*) FROM cards WHERE shown < want`)
	for _, user := range []string{"U-sam", "U-nora"} {
		m := s.slack.of(user)
		if len(m) != 1 || m[0].phase != approvals.PhaseEnded || m[0].outcome != approvals.OutcomeApproved {
			s.t.Errorf("%s has %+v, want a length of 1, phase %v and outcome %v",
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
			s.click("sam", "i1", approvals.Approve, "")
			for n := range steps {
				kind := "show_card"
				if n == 0 {
					kind = "submit_decision"
				}
				s.must(s.work(context.Background(), s.next(kind)))
			}
			s.exec(`DELETE FROM river_job`)
			s.drain()
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
		"before the write, forwarded": {"put", func(s *env) { s.iiq.put(request("i1", "nora")) }, "refused forwarded open "},
		"before the read, somebody first": {"read", func(s *env) {
			s.iiq.end("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "nora.x"})
		}, "refused already_decided closed denied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.submit.Lease = 150 * time.Millisecond
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			wakeUp := s.abandon(s.next("submit_decision"), s.iiq.stops(tc.step))
			s.await(`SELECT claimed_until < clock_timestamp() FROM decisions`)
			s.submit.Lease = testLease
			tc.set(s)
			s.drain()
			s.want(tc.want, decided)
			wakeUp()
			s.drain()
			s.want(tc.want, decided)
			if n := len(s.iiq.written()); n != 0 {
				t.Errorf("the worker that woke up wrote %d times, want 0", n)
			}
		})
	}
}

// await returns when a condition of the database holds.
func (s *env) await(sql string) {
	s.t.Helper()
	for s.one(sql) != "true" {
		if s.t.Context().Err() != nil {
			s.t.Fatalf("never came: %s, want Context nil", sql)
		}
	}
}

func TestTwoWorkersWithOneAttemptAreOne(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	row := s.next("submit_decision")
	wakeUp := s.abandon(row, s.iiq.stops("read"))
	s.must(s.work(t.Context(), row))
	if len(s.iiq.written()) != 0 {
		t.Error("the second worker wrote under the first one's claim")
	}
	wakeUp()
	s.want("recorded  closed approved", decided)
}
