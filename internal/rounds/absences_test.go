package rounds_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

func (s *env) workgroups() *rounds.Workgroups {
	return &rounds.Workgroups{Store: s.Store, Groups: s.Groups, Refresh: time.Minute, Log: slog.New(slog.DiscardHandler)}
}

// askAgain does the round that asks once more for what was missing, and for what was closed untold. It gives when the next one is due.
func (s *env) askAgain() time.Duration {
	s.T.Helper()
	s.Exec(`UPDATE watermarks SET stamp = 'epoch' WHERE name = 'absences'`)
	round := &rounds.Absences{Store: s.Store, Reconcile: s.Reconcile(), Workgroups: s.workgroups(), Log: slog.New(slog.DiscardHandler)}
	s.Must(round.Run(s.T.Context(), s.Lease("absences")))
	return round.Sooner()
}

// patient is an environment that waits ten seconds, as the bot does: a second reading at once says nothing.
func patient(c *store.Config) { c.AbsenceWait = absences.DefaultWait }

// passes lets so much time go by for what is missing.
func (s *env) passes(d time.Duration) {
	s.T.Helper()
	s.Exec(`UPDATE absences SET since = since - make_interval(secs => $1), witnessed_at = witnessed_at - make_interval(secs => $1),
		asked_at = asked_at - make_interval(secs => $1)`, d.Seconds())
	s.Exec(`UPDATE workgroups SET expanded_at = expanded_at - make_interval(secs => $1)`, d.Seconds())
}

const states = `SELECT string_agg(state, ' ' ORDER BY id) FROM work_items`

// Lists that are empty for a while close nothing, withdraw nothing and refuse nothing, and afterwards nobody has a second card.
func TestEmptyListsAreNotBelieved(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.People.Groups["group"] = true
	s.IIQ.MembersOf["group"] = members("sam", "nora")
	s.Must(s.Groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{jobstest.Request("i2", "group")}))
	s.See(jobstest.Request("i1", "sam"), jobstest.Request("i2", "group"), jobstest.Request("i3", "nora"))
	if next := s.askAgain(); next != rounds.AbsencesEvery {
		t.Errorf("while nothing is missing: the next round comes in %s, want %s", next, rounds.AbsencesEvery)
	}
	s.IIQ.Empty, s.IIQ.Nobody = true, true
	s.Click("nora", "i3", approvals.Approve, "")
	unlisted := approvals.ErrNotListed
	s.People.Fails("reverify", unlisted, unlisted, unlisted, unlisted)
	for range 4 {
		s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
		s.Must(s.workgroups().Run(t.Context(), s.Lease("workgroups")))
		if next := s.askAgain(); next >= rounds.AbsencesEvery {
			t.Errorf("while something is missing: the next round comes in %s, want sooner than %s", next, rounds.AbsencesEvery)
		}
		if got := s.Attempt(); got != "retry" {
			t.Errorf(`the attempt ended as %q while lists are empty, want "retry"`, got)
		}
		s.passes(time.Minute)
	}
	s.Want("open open open", states)
	s.Want("recording", `SELECT state FROM decisions`)
	s.Want("0", `SELECT count(*) FROM cards WHERE withdrawn <> ''`)
	s.Want("false", `SELECT stalled FROM decisions`)
	s.IIQ.Empty, s.IIQ.Nobody = false, false
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Must(s.workgroups().Run(t.Context(), s.Lease("workgroups")))
	s.Drain()
	s.Want("open open closed", states)
	s.Want("recorded", `SELECT state FROM decisions`)
	s.Want("4", `SELECT count(*) FROM cards`)
	s.Want("0", `SELECT count(*) FROM absences`)
}

// What is really gone shows by the second reading, on whichever replica, with no reconciliation in between; only where something
// else is seen, be it a person.
func TestWhatIsGoneIsReadAgainSoon(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		others bool
		nobody bool
		want   string
	}{
		"the only open item": {want: "closed"},
		"one of two":         {others: true, nobody: true, want: "closed open"},
		"the only one, and nobody else is listed": {nobody: true, want: "open"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t, patient)
			s.See(jobstest.Request("i1", "sam"))
			if tc.others {
				s.See(jobstest.Request("i2", "sam"))
			}
			s.IIQ.End("i1", approvals.ApprovalSummary{})
			s.IIQ.Nobody = tc.nobody
			s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
			before := s.IIQ.Count("byid")
			s.askAgain()
			if s.IIQ.Count("byid") != before {
				t.Error("what was asked for just now was asked for again")
			}
			s.passes(11 * time.Second)
			s.askAgain()
			s.Want(tc.want, states)
		})
	}
}

// An identity request that tells the end is witness enough: nothing waits.
func TestAToldEndNeedsNoSecondReading(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.See(jobstest.Request("i1", "sam"))
	s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateCanceled})
	s.IIQ.Nobody = true
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Want("closed", states)
	s.Want("0", `SELECT count(*) FROM absences`)
}

// A request that is late with its word has until the second reading.
func TestTheEndMayBeToldBetweenTheReadings(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.See(jobstest.Request("i1", "sam"))
	s.IIQ.End("i1", approvals.ApprovalSummary{})
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1",
		Summaries: []approvals.ApprovalSummary{{WorkItemID: "i1", State: approvals.StateExpired}}}
	s.passes(11 * time.Second)
	s.askAgain()
	s.Want("expired", `SELECT outcome FROM work_items`)
}

// A decision in hand is not refused because something was missing once; what stays missing refuses it.
func TestADecisionWaitsForTheSecondReading(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		owner     string
		vanishes  func(*env)
		comesBack func(*env)
		refused   string
	}{
		"the item": {"sam", func(s *env) { s.IIQ.End("i1", approvals.ApprovalSummary{}) }, func(s *env) { s.IIQ.Put(jobstest.Request("i1", "sam")) }, "closed"},
		"the decider's identity": {"sam", func(s *env) { s.People.Fails("reverify", approvals.ErrNotListed, approvals.ErrNotListed) },
			func(s *env) { s.People.Fails("reverify") }, "inactive"},
		"all members": {"group", func(s *env) { s.IIQ.MembersOf["group"] = nil },
			func(s *env) { s.IIQ.MembersOf["group"] = members("sam", "nora") }, "not_yours"},
		"one member": {"group", func(s *env) { s.IIQ.MembersOf["group"] = members("nora") },
			func(s *env) { s.IIQ.MembersOf["group"] = members("sam", "nora") }, "not_yours"},
		"nested member": {"group", func(s *env) { s.IIQ.MembersOf["group"] = members("inner", "nora") },
			func(s *env) { s.IIQ.MembersOf["inner"] = members("sam") }, "not_yours"},
	} {
		for _, back := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, back: %v", name, back), func(t *testing.T) {
				t.Parallel()
				s := newEnv(t, patient)
				s.People.Groups["group"], s.People.Groups["inner"] = true, true
				s.IIQ.MembersOf["group"], s.IIQ.MembersOf["inner"] = members("sam", "nora"), nil
				s.Must(s.Groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{jobstest.Request("i1", tc.owner)}))
				s.See(jobstest.Request("i1", tc.owner))
				s.Click("sam", "i1", approvals.Approve, "")
				tc.vanishes(s)
				for range 2 {
					if got := s.Attempt(); got != "retry" {
						t.Fatalf(`the attempt ended as %q, want "retry"`, got)
					}
				}
				s.Want("recording  f", `SELECT state || ' ' || refusal || ' ' || left(stalled::text, 1) FROM decisions`)
				if back {
					tc.comesBack(s)
				}
				s.passes(11 * time.Second)
				if !back && name == "the decider's identity" {
					s.People.Fails("reverify", approvals.ErrNotListed)
				}
				s.Attempt()
				want := "refused " + tc.refused
				if back {
					want = "recorded "
				}
				s.Want(want, `SELECT state || ' ' || refusal FROM decisions`)
			})
		}
	}
}

// The next attempt comes when the second reading can tell.
func TestAMissingItemIsLookedAtAgainInTenSeconds(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.End("i1", approvals.ApprovalSummary{})
	s.Attempt()
	s.Want("true", `SELECT next_try_at BETWEEN now() + interval '8 s' AND now() + interval '12 s' FROM decisions`)
}

// What was closed because it was not listed, here or by a version that believes one empty list, is open again after one look,
// however many there are.
func TestAllThatIsThereAgainIsOpenAgain(t *testing.T) {
	t.Parallel()
	for name, age := range map[string]string{"just now": "1 second", "days ago": "2 days"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			var many []approvals.WorkItem
			for n := range 250 {
				many = append(many, jobstest.Request(fmt.Sprintf("i%03d", n), "sam"))
				s.IIQ.Put(many[n])
			}
			s.Learn(many...)
			told := jobstest.Request("told", "sam")
			s.IIQ.Put(told)
			s.Learn(told)
			s.Exec(`UPDATE work_items SET state = 'closed', outcome = CASE id WHEN 'told' THEN 'approved' ELSE 'completed' END, closed_at = now(),
				changed_at = now() - $1::interval`, age)
			s.Exec(`UPDATE work_item_approvers SET open = false`)
			s.askAgain()
			s.Want("250", `SELECT count(*) FROM work_items WHERE state = 'open'`)
			s.Want("250", `SELECT count(*) FROM work_item_approvers WHERE open`)
			before := s.IIQ.Count("byid")
			s.IIQ.End("i000", approvals.ApprovalSummary{})
			s.Exec(`UPDATE work_items SET state = 'closed', outcome = 'completed', changed_at = now() - $1::interval WHERE id = 'i000'`, age)
			s.askAgain()
			if n := s.IIQ.Count("byid") - before; n > 2 {
				t.Errorf("%d calls for one item that stays closed, want at most 2", n)
			}
		})
	}
}
