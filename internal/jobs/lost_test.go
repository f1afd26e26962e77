package jobs_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// clickedBeforeBackup makes a decision that a backup has in hand, and that was refused after the backup. The backup is put back then.
func clickedBeforeBackup(t *testing.T) *env {
	t.Helper()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	restored := s.Backup()
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

// A decision that was lost is asked for after somebody else has decided the item here: IIQ names them, the lost one is booked anew and
// its clicker told, and every copy goes on saying that they decided it in Slack.
func TestAnEndOutlivesTheCorrectionOfALostDecision(t *testing.T) {
	t.Parallel()
	s := clickedBeforeBackup(t)
	s.People.Fails("reverify", nil)
	s.Attempt()
	s.Want("refused lost open ", decided)
	s.See(jobstest.Request("i1", "nora"))
	s.Click("nora", "i1", approvals.Approve, "mine now")
	s.Drain()
	const end = `SELECT state || ' ' || outcome || ' ' || outcome_by || ' ' || outcome_here || ' ' || outcome_comment || ' ' || version
		FROM work_items WHERE id = 'i1'`
	s.Want("1", `SELECT count(*) FROM decisions WHERE state = 'recorded'`)
	before := s.One(end)
	s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1", Summaries: []approvals.ApprovalSummary{{WorkItemID: "i1",
		State: approvals.StateFinished, Completer: "nora.x", Comments: []string{"mine now"}}}}
	s.lookAgain("i1")
	s.Want("already_decided recorded", `SELECT string_agg(CASE state WHEN 'refused' THEN refusal ELSE state END, ' ' ORDER BY clicked_at)
		FROM decisions`)
	s.Want(before, end)
	s.Want("refused", `SELECT payload #>> '{corrects,booked}' FROM audit_log WHERE kind = 'decision.corrected'`)
}
