package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// backup remembers where the decision log ends, and restored puts the log back to there, as a restored backup does.
func (s *env) backup() (restored func()) {
	s.T.Helper()
	seq := s.One(`SELECT seq FROM audit_head`)
	return func() {
		s.T.Helper()
		s.Exec(`ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log WHERE seq > ` + seq + `;
			ALTER TABLE audit_log ENABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL;
			UPDATE audit_head SET seq = ` + seq + `,
				hash = coalesce((SELECT hash FROM audit_log WHERE seq = ` + seq + `), decode(repeat('00', 32), 'hex'));
			ALTER TABLE audit_head ENABLE TRIGGER ALL`)
	}
}

// clickedBeforeBackup makes a decision that a backup has in hand, and that was refused after the backup. The backup is put back then.
func clickedBeforeBackup(t *testing.T) *env {
	t.Helper()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	restored := s.backup()
	s.People.Fails("reverify", approvals.Refuse(approvals.RefusedGuest))
	if got := s.Attempt(); got != "refused" {
		t.Fatalf("the attempt ended as %q, want refused", got)
	}
	restored()
	s.Exec(`UPDATE decisions SET state = 'recording', refusal = '', refusal_detail = '{}', ended_at = NULL, tell_at = NULL, attempt = 0`)
	s.Exec(`DELETE FROM river_job`)
	return s
}

// What had been refused is not sent after a backup was put back, whoever comes first: the look or a worker. Its approver is told,
// the log has it, and the card can be decided again.
func TestNothingIsSentAfterADatabaseHasLostSomething(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(*env){
		"the look comes first": func(s *env) {
			if n, err := s.LookForLoss(context.Background()); err != nil || n != 1 {
				s.T.Errorf("marked %d, %v, want 1", n, err)
			}
			s.Want("0", `SELECT count(*) FROM cards WHERE shown_hash IS NOT NULL`)
		},
		"a worker comes first": func(*env) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := clickedBeforeBackup(t)
			first(s)
			if got := s.Attempt(); got != "unheard" {
				t.Errorf("the attempt ended as %q, want unheard", got)
			}
			if n := len(s.IIQ.Written()); n != 0 {
				t.Errorf("IIQ took %d writes, want none", n)
			}
			s.Want("refused lost open ", decided)
			s.Want("decision.refused lost", `SELECT kind || ' ' || (payload #>> '{refusal,code}') FROM audit_log ORDER BY seq DESC LIMIT 1`)
			s.Drain()
			if told := s.Slack.Told; len(told) != 1 || told[0].Refusal == nil || told[0].Refusal.Code != approvals.RefusedLost {
				t.Errorf("told %+v, want the refusal %s, once", told, approvals.RefusedLost)
			}
			if n := s.Slack.Count("whisper"); n != 0 {
				t.Errorf("%d whispers, want a message of its own", n)
			}
			s.Want("1 seen 1", `SELECT count(*) || ' ' || min(how) || ' ' || sum(decisions) FROM database_losses`)
			s.People.Fails("reverify", nil)
			s.Click("sam", "i1", approvals.Deny, "no")
			if got := s.Attempt(); got != "recorded" {
				t.Errorf("the decision after that ended as %q, want recorded", got)
			}
		})
	}
}

// Where IIQ had taken a decision after the backup, the booking is corrected as soon as it tells.
func TestALostDecisionThatIIQHasIsFoundRecorded(t *testing.T) {
	t.Parallel()
	s := clickedBeforeBackup(t)
	s.People.Fails("reverify", nil)
	s.Attempt()
	s.Want("refused lost open ", decided)
	summary := approvals.ApprovalSummary{WorkItemID: "i1", State: approvals.StateFinished, Completer: "sam.x",
		Lines: []approvals.ApprovalItem{{ID: "l1", State: approvals.StateFinished}}}
	s.IIQ.End("i1", summary)
	at, err := s.Now(t.Context())
	s.Must(err)
	_, err = s.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeFrom(summary, s.Clock()))
	s.Must(err)
	s.lookAgain("i1")
	s.Want("recorded taken_after_all closed approved", decided)
	s.Want("refused recorded", `SELECT string_agg(coalesce(payload #>> '{corrects,booked}', split_part(kind, '.', 2)), ' ' ORDER BY seq)
		FROM audit_log WHERE kind IN ('decision.refused', 'decision.corrected')`)
}

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
			restored := s.backup()
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
				s.Must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
			}
			s.Want(tc.want, `SELECT concat_ws(' ', round, state, outcome, outcome_by) FROM work_items WHERE id = 'i1'`)
			s.Want("recorded", `SELECT state FROM decisions WHERE work_item_id = 'i1'`)
			s.Drain()
			s.Want("true", `SELECT bool_and(shown_hash IS NOT NULL)::text FROM cards WHERE work_item_id = 'i1' AND state = 'posted'`)
			s.Exec(`UPDATE endings_to_look_at SET look_at = 'epoch', looks = 2`)
			s.Must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
			s.Want("0", `SELECT count(*) FROM endings_to_look_at`)
		})
	}
}
