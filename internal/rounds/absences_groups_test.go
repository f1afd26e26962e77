package rounds_test

import (
	"errors"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// A group that has lost everybody, to a version that believes one empty list, is asked for again at once.
func TestAnEmptyGroupIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.Exec(`DELETE FROM workgroup_members`)
	s.Exec(`UPDATE work_item_approvers SET active = false`)
	s.Exec(`UPDATE workgroups SET expanded_at = now() - interval '30 s'`)
	s.askAgain()
	s.Want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
}

// An IIQ that answers an empty list for the members of a person makes no group of them.
func TestAPersonBecomesNoWorkgroup(t *testing.T) {
	t.Parallel()
	for name, marked := range map[string]bool{"IIQ marks workgroups": true, "the column is refused": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.IIQ.EmptyForPeople = true
			s.Groups.Unmarked = func() bool { return !marked }
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Put(jobstest.Request("i1", "nora"))
			s.Attempt()
			s.Want("refused forwarded", `SELECT state || ' ' || refusal FROM decisions`)
			s.Want("0", `SELECT count(*) FROM workgroups`)
			s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
			s.Drain()
			if m := s.Slack.Of("U-nora"); len(m) != 1 || m[0].Phase != approvals.PhaseOpen {
				t.Errorf("Nora has %+v, want a length of 1 and phase %v", m, approvals.PhaseOpen)
			}
		})
	}
}

// Rows that were made so are mended, also those that a version made that runs beside this one.
func TestAPersonWhoBecameAWorkgroupGetsTheirCards(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.EmptyForPeople = true
	s.See(jobstest.Request("i1", "nora"))
	s.Exec(`INSERT INTO workgroups (id, expanded_at) VALUES ('nora', now() - interval '30 s')`)
	s.Exec(`UPDATE work_items SET owner_workgroup = true`)
	s.Exec(`UPDATE work_item_approvers SET active = false`)
	s.Exec(`DELETE FROM cards`)
	s.askAgain()
	s.Drain()
	s.Want("0", `SELECT count(*) FROM workgroups`)
	s.Want("nora", `SELECT string_agg(identity_id, ' ') FROM work_item_approvers WHERE active AND via = 'owner'`)
	if m := s.Slack.Of("U-nora"); len(m) == 0 || m[len(m)-1].Phase != approvals.PhaseOpen {
		t.Errorf("Nora has %+v, want a length other than 0 and phase %v", m, approvals.PhaseOpen)
	}
}

// A group whose members cannot be read at all, while IIQ marks no groups, is no person for that, and nobody has left it.
func TestAKnownGroupThatAnswersNothingIsNoPerson(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.People.Groups["group"] = false
	s.Groups.Unmarked = func() bool { return true }
	delete(s.IIQ.MembersOf, "group")
	s.Click("sam", "i1", approvals.Approve, "")
	if got := s.Attempt(); got != "retry" {
		t.Errorf(`the attempt ended as %q, want "retry"`, got)
	}
	s.Exec(`UPDATE workgroups SET expanded_at = now() - interval '2 min'`)
	if err := s.workgroups().Run(t.Context(), s.Lease("workgroups")); err == nil || errors.Is(err, approvals.ErrNotAWorkgroup) {
		t.Errorf("got %v, want an error other than %v", err, approvals.ErrNotAWorkgroup)
	}
	s.Want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM workgroup_members`)
}
