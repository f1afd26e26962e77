package jobs_test

import (
	"context"
	"errors"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
)

// A worker dies at each step of the way from a new item to its card; another one goes on, and the dead one wakes up long
// after. There is one message, and it is the card's.
func TestWorkerStopsAtEachStepOfAPost(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*env) *jobstest.Hold{
		"claimed, before the descriptions": func(s *env) *jobstest.Hold { return s.IIQ.Stops("read") },
		"before the recipient":             func(s *env) *jobstest.Hold { return s.People.Stops("reach") },
		"before the budget":                func(s *env) *jobstest.Hold { return s.Slack.Stops("maypost") },
		"posted, before the note":          func(s *env) *jobstest.Hold { return s.Slack.Stops("posted") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			wakeUp := s.Abandon(s.Next("show_card"), hold(s))
			s.Lapse()
			s.Drain()
			s.onlyCard(approvals.PhaseOpen)
			wakeUp()
			s.Drain()
			s.onlyCard(approvals.PhaseOpen)
			s.close("i1")
			s.Drain()
			s.onlyCard(approvals.PhaseEnded)
		})
	}
}

// A process that is killed between the note and the post leaves an unclear card behind: the history is asked, and it is
// posted once.
func TestWorkerIsKilledJustBeforeThePost(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Abandon(s.Next("show_card"), s.Slack.Stops("post"))
	s.Want("true", `SELECT post_unclear FROM cards`)
	s.Lapse()
	s.Drain()
	if s.Slack.Count("find") != 1 {
		t.Error("the history was not asked")
	}
	s.onlyCard(approvals.PhaseOpen)
}

// onlyCard: Sam has one message, which the card's row knows, and it tells this.
func (s *env) onlyCard(want approvals.Phase) {
	s.T.Helper()
	m := s.Slack.Of("U-sam")
	if len(m) != 1 || m[0].Phase != want {
		s.T.Fatalf("Sam has %+v, want one message that tells %s", m, want)
	}
	s.Want("posted false true", cardState)
	s.Want(m[0].TS, `SELECT message_ts FROM cards`)
}

// A worker dies at each step of a change, the card moves on under another one, and the dead one wakes up and sends
// what it had read before. The message shows the last truth in the end.
func TestWorkerStopsAtEachStepOfAChange(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]string{
		"before the budget": "mayupdate", "before the change": "update", "changed, before the note": "updated",
		"before the answer to the click": "replace", "answered, before the note": "replaced",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.Drain()
			if step == "replace" || step == "replaced" {
				s.Recording("sam", "i1", approvals.Approve, "")
			} else {
				w := jobstest.Request("i1", "sam")
				w.Level = "High"
				s.IIQ.Put(w)
				s.Learn(w)
			}
			wakeUp := s.Abandon(s.Next("show_card"), s.Slack.Stops(step))
			s.Lapse()
			if step != "replace" && step != "replaced" {
				s.close("i1")
			}
			s.Drain()
			want := s.Slack.Of("U-sam")[0].Phase
			wakeUp()
			s.Drain()
			if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Phase != want || want == approvals.PhaseOpen ||
				want == approvals.PhaseRecording {
				t.Errorf("Sam has %+v, want %s", m, want)
			}
			s.Want("0", `SELECT count(*) FROM cards WHERE shown < want`)
		})
	}
}

// A process is killed when Slack has taken a change and no row says so. The card then comes to look again as it looked before
// that change: what its row has for the last look is not what the message shows.
func TestWorkerIsKilledAfterAChangeThatIsTakenBack(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]string{"by the answer to the click": "replaced", "by an update": "updated"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.Drain()
			s.Recording("sam", "i1", approvals.Approve, "")
			if step == "updated" {
				s.Slack.Fails("replace", errors.New("the answer to the click is too late"))
			}
			s.Abandon(s.Next("show_card"), s.Slack.Stops(step))
			if got := s.Slack.Of("U-sam")[0].Phase; got != approvals.PhaseRecording {
				t.Fatalf("Sam sees %s, want %s", got, approvals.PhaseRecording)
			}
			s.Lapse()
			s.Later(2 * jobstest.Keep)
			if got := s.Attempt(); got != "given_up" {
				t.Fatalf("the decision is %q, want given_up", got)
			}
			s.Learn(jobstest.Request("i1", "sam"))
			// At once, and not only when the lost change can no longer come to pass.
			if got := s.showOnce(); got != "shown" || s.Slack.Of("U-sam")[0].Phase != approvals.PhaseOpen {
				t.Errorf("the next attempt ended as %q, and Sam sees %s, want shown, and %s", got, s.Slack.Of("U-sam")[0].Phase,
					approvals.PhaseOpen)
			}
			s.Drain()
			s.onlyCard(approvals.PhaseOpen)
		})
	}
}

// Slack has taken a change, and the note of it fails with an error.
func TestAChangeThatCannotBeNotedIsShownAgain(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	s.Recording("sam", "i1", approvals.Approve, "")
	result := ""
	s.Show.Ended = func(r string) { result = r }
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	row, taken, ended := s.Next("show_card"), s.Slack.Stops("replaced"), make(chan error, 1)
	go func() { ended <- s.Work(ctx, row) }()
	taken.Wait(t)
	s.Exec(`ALTER TABLE cards ADD CONSTRAINT as_it_was CHECK (shown = 1) NOT VALID`)
	cancel()
	taken.Wake()
	s.Must(patience.Receive(t, "the end of the attempt", ended))
	if result != "retry" {
		t.Fatalf("the attempt ended as %q, want retry", result)
	}
	s.Exec(`ALTER TABLE cards DROP CONSTRAINT as_it_was`)
	s.Later(2 * jobstest.Keep)
	if got := s.Attempt(); got != "given_up" {
		t.Fatalf("the decision is %q, want given_up", got)
	}
	s.Learn(jobstest.Request("i1", "sam"))
	s.Drain()
	s.onlyCard(approvals.PhaseOpen)
}
