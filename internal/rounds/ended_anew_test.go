package rounds_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// An item that the backup has as denied was opened again and approved after the backup. Its cards tell the newer end, once; the
// decision of the first round stays what it was.
func TestWhatEndedAnewInTheLostPartIsTold(t *testing.T) {
	t.Parallel()
	noon := time.UnixMilli(1767000100000)
	denied := approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "sam.x", Ended: noon,
		Lines: []approvals.ApprovalItem{{ID: "l1", State: approvals.StateRejected}}}
	for name, tc := range map[string]struct {
		later *approvals.ApprovalSummary
		ago   string
		want  string
	}{
		"nothing more happened": {nil, "0", "1 closed denied D. sam"},
		"approved by somebody": {&approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x", Ended: noon.Add(time.Hour)},
			"0", "2 closed approved D. nora"},
		"approved by the same person, by a clock that went back, and the backup is old": {&approvals.ApprovalSummary{State: approvals.StateFinished,
			Completer: "sam.x", Ended: noon.Add(-time.Hour)}, "31", "2 closed approved D. sam"},
		"it ended long before the loss": {&approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x",
			Ended: noon.Add(time.Hour)}, "33", "1 closed denied D. sam"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Drain()
			s.Click("sam", "i1", approvals.Deny, "no")
			if got := s.Attempt(); got != "recorded" {
				t.Fatalf("the attempt ended as %q, want recorded", got)
			}
			s.Drain()
			s.IIQ.End("i1", denied)
			s.Exec(`UPDATE decisions SET look_at = NULL`)
			restored := s.Backup()
			s.See(jobstest.Request("i2", "dana"))
			s.Click("dana", "i2", approvals.Approve, "")
			if tc.later != nil {
				s.IIQ.Put(jobstest.Request("i1", "sam"))
				s.IIQ.End("i1", *tc.later)
			}
			s.See(jobstest.Request("i3", "dana"))
			s.Exec(`UPDATE work_items SET state = 'closed', closed_at = clock_timestamp() - interval '30 days' WHERE id <> 'i1'`)
			s.Exec(`UPDATE work_items SET closed_at = clock_timestamp() - make_interval(days => ` + tc.ago + `) WHERE id = 'i1'`)
			restored()
			_, err := s.LookForLoss(t.Context())
			s.Must(err)
			for range 2 {
				s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
			}
			s.Want(tc.want, `SELECT concat_ws(' ', round, state, outcome, outcome_by) FROM work_items WHERE id = 'i1'`)
			s.Want("recorded", `SELECT state FROM decisions WHERE work_item_id = 'i1'`)
			s.Drain()
			s.Want("true", `SELECT bool_and(shown_hash IS NOT NULL)::text FROM cards WHERE work_item_id = 'i1' AND state = 'posted'`)
			s.Exec(`UPDATE endings_to_look_at SET look_at = 'epoch', looks = 2`)
			s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
			s.Want("0", `SELECT count(*) FROM endings_to_look_at`)
		})
	}
}
