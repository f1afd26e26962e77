package jobs_test

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

func (s *env) workgroups() *jobs.Workgroups {
	return &jobs.Workgroups{Store: s.Store, Groups: s.groups, Refresh: time.Minute, Log: slog.New(slog.DiscardHandler)}
}

// askAgain does the round that asks once more for what was missing, and for what was closed untold.
func (s *env) askAgain() {
	s.t.Helper()
	s.exec(`UPDATE watermarks SET stamp = 'epoch' WHERE name = 'absences'`)
	round := &jobs.Absences{Store: s.Store, Reconcile: s.reconcile(), Workgroups: s.workgroups(), Log: slog.New(slog.DiscardHandler)}
	s.must(round.Run(s.t.Context(), s.lease("absences")))
}

// patient is an environment that waits ten seconds, as the bot does: a second reading at once says nothing.
func patient(c *store.Config) { c.AbsenceWait = absences.DefaultWait }

// passes lets so much time go by for what is missing.
func (s *env) passes(d time.Duration) {
	s.t.Helper()
	s.exec(`UPDATE absences SET since = since - make_interval(secs => $1), witnessed_at = witnessed_at - make_interval(secs => $1),
		asked_at = asked_at - make_interval(secs => $1)`, d.Seconds())
	s.exec(`UPDATE workgroups SET expanded_at = expanded_at - make_interval(secs => $1)`, d.Seconds())
}

const states = `SELECT string_agg(state, ' ' ORDER BY id) FROM work_items`

// Lists that are empty for a while close nothing, withdraw nothing and refuse nothing, and afterwards nobody has a second card.
func TestEmptyListsAreNotBelieved(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.people.groups["group"] = true
	s.iiq.members["group"] = members("sam", "nora")
	s.must(s.groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{request("i2", "group")}))
	s.see(request("i1", "sam"), request("i2", "group"), request("i3", "nora"))
	s.iiq.empty, s.iiq.nobody = true, true
	s.click("nora", "i3", approvals.Approve, "")
	unlisted := approvals.ErrNotListed
	s.people.fails("reverify", unlisted, unlisted, unlisted, unlisted)
	for range 4 {
		s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
		s.must(s.workgroups().Run(t.Context(), s.lease("workgroups")))
		s.askAgain()
		if got := s.attempt(); got != "retry" {
			t.Errorf(`the attempt ended as %q while lists are empty, want "retry"`, got)
		}
		s.passes(time.Minute)
	}
	s.want("open open open", states)
	s.want("recording", `SELECT state FROM decisions`)
	s.want("0", `SELECT count(*) FROM cards WHERE withdrawn <> ''`)
	s.want("false", `SELECT stalled FROM decisions`)
	s.iiq.empty, s.iiq.nobody = false, false
	s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	s.must(s.workgroups().Run(t.Context(), s.lease("workgroups")))
	s.drain()
	s.want("open open closed", states)
	s.want("recorded", `SELECT state FROM decisions`)
	s.want("4", `SELECT count(*) FROM cards`)
	s.want("0", `SELECT count(*) FROM absences`)
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
			s.see(request("i1", "sam"))
			if tc.others {
				s.see(request("i2", "sam"))
			}
			s.iiq.end("i1", approvals.ApprovalSummary{})
			s.iiq.nobody = tc.nobody
			s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
			before := s.iiq.count("byid")
			s.askAgain()
			if s.iiq.count("byid") != before {
				t.Error("what was asked for just now was asked for again")
			}
			s.passes(11 * time.Second)
			s.askAgain()
			s.want(tc.want, states)
		})
	}
}

// An identity request that tells the end is witness enough: nothing waits.
func TestAToldEndNeedsNoSecondReading(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.see(request("i1", "sam"))
	s.iiq.end("i1", approvals.ApprovalSummary{State: approvals.StateCanceled})
	s.iiq.nobody = true
	s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	s.want("closed", states)
	s.want("0", `SELECT count(*) FROM absences`)
}

// A request that is late with its word has until the second reading.
func TestTheEndMayBeToldBetweenTheReadings(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.see(request("i1", "sam"))
	s.iiq.end("i1", approvals.ApprovalSummary{})
	s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	s.iiq.requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1",
		Summaries: []approvals.ApprovalSummary{{WorkItemID: "i1", State: approvals.StateExpired}}}
	s.passes(11 * time.Second)
	s.askAgain()
	s.want("expired", `SELECT outcome FROM work_items`)
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
		"the item": {"sam", func(s *env) { s.iiq.end("i1", approvals.ApprovalSummary{}) }, func(s *env) { s.iiq.put(request("i1", "sam")) }, "closed"},
		"the decider's identity": {"sam", func(s *env) { s.people.fails("reverify", approvals.ErrNotListed, approvals.ErrNotListed) },
			func(s *env) { s.people.fails("reverify") }, "inactive"},
		"all members": {"group", func(s *env) { s.iiq.members["group"] = nil },
			func(s *env) { s.iiq.members["group"] = members("sam", "nora") }, "not_yours"},
		"one member": {"group", func(s *env) { s.iiq.members["group"] = members("nora") },
			func(s *env) { s.iiq.members["group"] = members("sam", "nora") }, "not_yours"},
		"nested member": {"group", func(s *env) { s.iiq.members["group"] = members("inner", "nora") },
			func(s *env) { s.iiq.members["inner"] = members("sam") }, "not_yours"},
	} {
		for _, back := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, back: %v", name, back), func(t *testing.T) {
				t.Parallel()
				s := newEnv(t, patient)
				s.people.groups["group"], s.people.groups["inner"] = true, true
				s.iiq.members["group"], s.iiq.members["inner"] = members("sam", "nora"), nil
				s.must(s.groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{request("i1", tc.owner)}))
				s.see(request("i1", tc.owner))
				s.click("sam", "i1", approvals.Approve, "")
				tc.vanishes(s)
				for range 2 {
					if got := s.attempt(); got != "retry" {
						t.Fatalf(`the attempt ended as %q, want "retry"`, got)
					}
				}
				s.want("recording  f", `SELECT state || ' ' || refusal || ' ' || left(stalled::text, 1) FROM decisions`)
				if back {
					tc.comesBack(s)
				}
				s.passes(11 * time.Second)
				if !back && name == "the decider's identity" {
					s.people.fails("reverify", approvals.ErrNotListed)
				}
				s.attempt()
				want := "refused " + tc.refused
				if back {
					want = "recorded "
				}
				s.want(want, `SELECT state || ' ' || refusal FROM decisions`)
			})
		}
	}
}

// The next attempt comes when the second reading can tell.
func TestAMissingItemIsLookedAtAgainInTenSeconds(t *testing.T) {
	t.Parallel()
	s := newEnv(t, patient)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.iiq.end("i1", approvals.ApprovalSummary{})
	s.attempt()
	s.want("true", `SELECT next_try_at BETWEEN now() + interval '8 s' AND now() + interval '12 s' FROM decisions`)
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
				many = append(many, request(fmt.Sprintf("i%03d", n), "sam"))
				s.iiq.put(many[n])
			}
			s.seen(many...)
			told := request("told", "sam")
			s.iiq.put(told)
			s.seen(told)
			s.exec(`UPDATE work_items SET state = 'closed', outcome = CASE id WHEN 'told' THEN 'approved' ELSE 'completed' END, closed_at = now(),
				changed_at = now() - $1::interval`, age)
			s.exec(`UPDATE work_item_approvers SET open = false`)
			s.askAgain()
			s.want("250", `SELECT count(*) FROM work_items WHERE state = 'open'`)
			s.want("250", `SELECT count(*) FROM work_item_approvers WHERE open`)
			before := s.iiq.count("byid")
			s.iiq.end("i000", approvals.ApprovalSummary{})
			s.exec(`UPDATE work_items SET state = 'closed', outcome = 'completed', changed_at = now() - $1::interval WHERE id = 'i000'`, age)
			s.askAgain()
			if n := s.iiq.count("byid") - before; n > 2 {
				t.Errorf("%d calls for one item that stays closed, want at most 2", n)
			}
		})
	}
}

// A group that has lost everybody, to a version that believes one empty list, is asked for again at once.
func TestAnEmptyGroupIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.exec(`DELETE FROM workgroup_members`)
	s.exec(`UPDATE work_item_approvers SET active = false`)
	s.exec(`UPDATE workgroups SET expanded_at = now() - interval '30 s'`)
	s.askAgain()
	s.want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
}

// An IIQ that answers an empty list for the members of a person makes no group of them.
func TestAPersonBecomesNoWorkgroup(t *testing.T) {
	t.Parallel()
	for name, marked := range map[string]bool{"IIQ marks workgroups": true, "the column is refused": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.iiq.emptyForPeople = true
			s.groups.Unmarked = func() bool { return !marked }
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			s.iiq.put(request("i1", "nora"))
			s.attempt()
			s.want("refused forwarded", `SELECT state || ' ' || refusal FROM decisions`)
			s.want("0", `SELECT count(*) FROM workgroups`)
			s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
			s.drain()
			if m := s.slack.of("U-nora"); len(m) != 1 || m[0].phase != approvals.PhaseOpen {
				t.Errorf("Nora has %+v, want a length of 1 and phase %v", m, approvals.PhaseOpen)
			}
		})
	}
}

// Rows that were made so are mended, also those that a version made that runs beside this one.
func TestAPersonWhoBecameAWorkgroupGetsTheirCards(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.iiq.emptyForPeople = true
	s.see(request("i1", "nora"))
	s.exec(`INSERT INTO workgroups (id, expanded_at) VALUES ('nora', now() - interval '30 s')`)
	s.exec(`UPDATE work_items SET owner_workgroup = true`)
	s.exec(`UPDATE work_item_approvers SET active = false`)
	s.exec(`DELETE FROM cards`)
	s.askAgain()
	s.drain()
	s.want("0", `SELECT count(*) FROM workgroups`)
	s.want("nora", `SELECT string_agg(identity_id, ' ') FROM work_item_approvers WHERE active AND via = 'owner'`)
	if m := s.slack.of("U-nora"); len(m) == 0 || m[len(m)-1].phase != approvals.PhaseOpen {
		t.Errorf("Nora has %+v, want a length other than 0 and phase %v", m, approvals.PhaseOpen)
	}
}

// A group whose members cannot be read at all, while IIQ marks no groups, is no person for that, and nobody has left it.
func TestAKnownGroupThatAnswersNothingIsNoPerson(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.people.groups["group"] = false
	s.groups.Unmarked = func() bool { return true }
	delete(s.iiq.members, "group")
	s.click("sam", "i1", approvals.Approve, "")
	if got := s.attempt(); got != "retry" {
		t.Errorf(`the attempt ended as %q, want "retry"`, got)
	}
	s.exec(`UPDATE workgroups SET expanded_at = now() - interval '2 min'`)
	if err := s.workgroups().Run(t.Context(), s.lease("workgroups")); err == nil || errors.Is(err, approvals.ErrNotAWorkgroup) {
		t.Errorf("got %v, want an error other than %v", err, approvals.ErrNotAWorkgroup)
	}
	s.want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM workgroup_members`)
}
