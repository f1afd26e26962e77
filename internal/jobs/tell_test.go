package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestClickerIsToldOnceAndByTheRightWay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set                func(*env)
		whispers, messages int
	}{
		"refused: at the click's own address": {func(s *env) { s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest)) }, 1,
			0},
		"the address is used up": {func(s *env) {
			s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest))
			s.exec(`UPDATE decisions SET response_uses = 5`)
		}, 0, 1},
		"the address does not answer": {func(s *env) {
			s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest))
			s.slack.fails("whisper", errAway)
		}, 1, 1},
		"given up: a message of its own": {func(s *env) { s.later(2 * testKeep) }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			s.drain()
			if w, m := s.slack.count("whisper"), s.slack.count("tell"); w != tc.whispers || m != tc.messages {
				t.Errorf("%d whispers and %d messages, want %d and %d", w, m, tc.whispers, tc.messages)
			}
			if len(s.slack.told) != 1 || s.slack.told[0].WorkItemID != "i1" || s.slack.told[0].SlackUserID != "U-sam" {
				t.Errorf(`told %+v, want a length of 1, WorkItemID "i1" and SlackUserID "U-sam"`, s.slack.told)
			}
		})
	}
}

// givenUp makes a decision whose clicker is to be told, and leaves the telling to the test.
func givenUp(t *testing.T) *env {
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.later(2 * testKeep)
	s.attempt()
	return s
}

func TestSentenceThatCouldNotBeToldIsToldLater(t *testing.T) {
	t.Parallel()
	s := givenUp(t)
	s.slack.fails("tell", errAway)
	s.must(s.work(t.Context(), s.next("tell_clicker")))
	if len(s.slack.told) != 0 {
		t.Fatalf("told %+v, want a length of 0", s.slack.told)
	}
	s.slack.fails("tell", nil)
	s.want("", `SELECT count(*) FROM decisions WHERE tell_at <= clock_timestamp() HAVING count(*) > 0`)
	s.drain()
	if len(s.slack.told) != 1 {
		t.Errorf("told %d times, want once", len(s.slack.told))
	}
}

func TestSentenceOfAWorkerThatDiedIsToldByTheNext(t *testing.T) {
	t.Parallel()
	s := givenUp(t)
	died := s.next("tell_clicker")
	s.drain()
	if len(s.slack.told) != 1 {
		t.Fatalf("told %d times, want once", len(s.slack.told))
	}
	s.must(s.work(t.Context(), died))
	if len(s.slack.told) != 1 {
		t.Error("a worker that woke up late said it again")
	}
}

func TestSentenceNobodyCanBeToldEnds(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*env){
		"Slack does not let us write to them": func(s *env) { s.slack.fails("tell", approvals.ErrCannotWrite) },
		"Slack has been away for too long":    func(s *env) { s.slack.fails("tell", errAway); s.later(2 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := givenUp(t)
			set(s)
			s.must(s.work(t.Context(), s.next("tell_clicker")))
			s.want("0", `SELECT count(*) FROM decisions WHERE tell_at IS NOT NULL`)
		})
	}
}

func TestSentenceOfTheVersionBeforeIsSaid(t *testing.T) {
	t.Parallel()
	s := givenUp(t)
	s.exec(`UPDATE decisions SET tell_at = NULL`)
	s.exec(`UPDATE river_job SET args = args - 'attempt' WHERE kind = 'tell_clicker'`)
	s.must(s.work(t.Context(), s.next("tell_clicker")))
	if len(s.slack.told) != 1 {
		t.Errorf("told %d times, want once", len(s.slack.told))
	}
}
