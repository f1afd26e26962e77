package jobs_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// backup remembers where the decision log ends, and restored puts the log back to there, as a restored backup does.
func (s *env) backup() (restored func()) {
	s.t.Helper()
	seq := s.one(`SELECT seq FROM audit_head`)
	return func() {
		s.t.Helper()
		s.exec(`ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log WHERE seq > ` + seq + `;
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
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	restored := s.backup()
	s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest))
	if got := s.attempt(); got != "refused" {
		t.Fatalf("the attempt ended as %q, want refused", got)
	}
	restored()
	s.exec(`UPDATE decisions SET state = 'recording', refusal = '', refusal_detail = '{}', ended_at = NULL, tell_at = NULL, attempt = 0`)
	s.exec(`DELETE FROM river_job`)
	return s
}

// What had been refused is not sent after a backup was put back, whoever comes first: the look or a worker. Its approver is told,
// the log has it, and the card can be decided again.
func TestNothingIsSentAfterADatabaseHasLostSomething(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(*env){
		"the look comes first": func(s *env) {
			if n, err := s.LookForLoss(context.Background()); err != nil || n != 1 {
				s.t.Errorf("marked %d, %v, want 1", n, err)
			}
			s.want("0", `SELECT count(*) FROM cards WHERE shown_hash IS NOT NULL`)
		},
		"a worker comes first": func(*env) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := clickedBeforeBackup(t)
			first(s)
			if got := s.attempt(); got != "unheard" {
				t.Errorf("the attempt ended as %q, want unheard", got)
			}
			if n := len(s.iiq.written()); n != 0 {
				t.Errorf("IIQ took %d writes, want none", n)
			}
			s.want("refused lost open ", decided)
			s.want("decision.refused lost", `SELECT kind || ' ' || (payload #>> '{refusal,code}') FROM audit_log ORDER BY seq DESC LIMIT 1`)
			s.drain()
			if told := s.slack.told; len(told) != 1 || told[0].Refusal == nil || told[0].Refusal.Code != approvals.RefusedLost {
				t.Errorf("told %+v, want the refusal %s, once", told, approvals.RefusedLost)
			}
			if n := s.slack.count("whisper"); n != 0 {
				t.Errorf("%d whispers, want a message of its own", n)
			}
			s.want("1 seen 1", `SELECT count(*) || ' ' || min(how) || ' ' || sum(decisions) FROM database_losses`)
			s.people.fails("reverify", nil)
			s.click("sam", "i1", approvals.Deny, "no")
			if got := s.attempt(); got != "recorded" {
				t.Errorf("the decision after that ended as %q, want recorded", got)
			}
		})
	}
}

// Where IIQ had taken a decision after the backup, the booking is corrected as soon as it tells.
func TestALostDecisionThatIIQHasIsFoundRecorded(t *testing.T) {
	t.Parallel()
	s := clickedBeforeBackup(t)
	s.people.fails("reverify", nil)
	s.attempt()
	s.want("refused lost open ", decided)
	summary := approvals.ApprovalSummary{WorkItemID: "i1", State: approvals.StateFinished, Completer: "sam.x",
		Lines: []approvals.ApprovalItem{{ID: "l1", State: approvals.StateFinished}}}
	s.iiq.end("i1", summary)
	at, err := s.Now(t.Context())
	s.must(err)
	_, err = s.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeFrom(summary, s.clock()))
	s.must(err)
	s.lookAgain("i1")
	s.want("recorded taken_after_all closed approved", decided)
	s.want("refused recorded", `SELECT string_agg(coalesce(payload #>> '{corrects,booked}', split_part(kind, '.', 2)), ' ' ORDER BY seq)
		FROM audit_log WHERE kind IN ('decision.refused', 'decision.corrected')`)
}
