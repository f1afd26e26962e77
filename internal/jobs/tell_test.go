package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

func TestClickerIsToldOnceAndByTheRightWay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set                func(*env)
		whispers, messages int
	}{
		"refused: at the click's own address": {func(s *env) { s.People.Fails("reverify", approvals.Refuse(approvals.RefusedGuest)) }, 1,
			0},
		"the address is used up": {func(s *env) {
			s.People.Fails("reverify", approvals.Refuse(approvals.RefusedGuest))
			s.Exec(`UPDATE decisions SET response_uses = 5`)
		}, 0, 1},
		"the address does not answer": {func(s *env) {
			s.People.Fails("reverify", approvals.Refuse(approvals.RefusedGuest))
			s.Slack.Fails("whisper", jobstest.ErrAway)
		}, 1, 1},
		"given up: a message of its own": {func(s *env) { s.Later(2 * jobstest.Keep) }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			s.Drain()
			if w, m := s.Slack.Count("whisper"), s.Slack.Count("tell"); w != tc.whispers || m != tc.messages {
				t.Errorf("%d whispers and %d messages, want %d and %d", w, m, tc.whispers, tc.messages)
			}
			if len(s.Slack.Told) != 1 || s.Slack.Told[0].WorkItemID != "i1" || s.Slack.Told[0].SlackUserID != "U-sam" {
				t.Errorf(`told %+v, want a length of 1, WorkItemID "i1" and SlackUserID "U-sam"`, s.Slack.Told)
			}
		})
	}
}

// givenUp makes a decision whose clicker is to be told, and leaves the telling to the test.
func givenUp(t *testing.T) *env {
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.Later(2 * jobstest.Keep)
	s.Attempt()
	return s
}

func TestSentenceThatCouldNotBeToldIsToldLater(t *testing.T) {
	t.Parallel()
	s := givenUp(t)
	s.Slack.Fails("tell", jobstest.ErrAway)
	s.Must(s.Work(t.Context(), s.Next("tell_clicker")))
	if len(s.Slack.Told) != 0 {
		t.Fatalf("told %+v, want a length of 0", s.Slack.Told)
	}
	s.Slack.Fails("tell", nil)
	s.Want("", `SELECT count(*) FROM decisions WHERE tell_at <= clock_timestamp() HAVING count(*) > 0`)
	s.Drain()
	if len(s.Slack.Told) != 1 {
		t.Errorf("told %d times, want once", len(s.Slack.Told))
	}
}

func TestSentenceOfAWorkerThatDiedIsToldByTheNext(t *testing.T) {
	t.Parallel()
	s := givenUp(t)
	died := s.Next("tell_clicker")
	s.Drain()
	if len(s.Slack.Told) != 1 {
		t.Fatalf("told %d times, want once", len(s.Slack.Told))
	}
	s.Must(s.Work(t.Context(), died))
	if len(s.Slack.Told) != 1 {
		t.Error("a worker that woke up late said it again")
	}
}

func TestSentenceNobodyCanBeToldEnds(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*env){
		"Slack does not let us write to them": func(s *env) { s.Slack.Fails("tell", approvals.ErrCannotWrite) },
		"Slack has been away for too long":    func(s *env) { s.Slack.Fails("tell", jobstest.ErrAway); s.Later(2 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := givenUp(t)
			set(s)
			s.Must(s.Work(t.Context(), s.Next("tell_clicker")))
			s.Want("0", `SELECT count(*) FROM decisions WHERE tell_at IS NOT NULL`)
		})
	}
}

func TestSentenceOfTheVersionBeforeIsSaid(t *testing.T) {
	t.Parallel()
	s := givenUp(t)
	s.Exec(`UPDATE decisions SET tell_at = NULL`)
	s.Exec(`UPDATE river_job SET args = args - 'attempt' WHERE kind = 'tell_clicker'`)
	s.Must(s.Work(t.Context(), s.Next("tell_clicker")))
	if len(s.Slack.Told) != 1 {
		t.Errorf("told %d times, want once", len(s.Slack.Told))
	}
}
