package jobs_test

import (
	"context"
	"errors"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

// A worker dies at each step of the way from a new item to its card; another one goes on, and the dead one wakes up long
// after. There is one message, and it is the card's.
func TestWorkerStopsAtEachStepOfAPost(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*env) *hold{
		"claimed, before the descriptions": func(s *env) *hold { return s.iiq.stops("read") },
		"before the recipient":             func(s *env) *hold { return s.people.stops("reach") },
		"before the budget":                func(s *env) *hold { return s.slack.stops("maypost") },
		"posted, before the note":          func(s *env) *hold { return s.slack.stops("posted") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			wakeUp := s.abandon(s.next("show_card"), hold(s))
			s.lapse()
			s.drain()
			s.onlyCard(approvals.PhaseOpen)
			wakeUp()
			s.drain()
			s.onlyCard(approvals.PhaseOpen)
			s.close("i1")
			s.drain()
			s.onlyCard(approvals.PhaseEnded)
		})
	}
}

// A process that is killed between the note and the post leaves an unclear card behind: the history is asked, and it is
// posted once.
func TestWorkerIsKilledJustBeforeThePost(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.abandon(s.next("show_card"), s.slack.stops("post"))
	s.want("true", `SELECT post_unclear FROM cards`)
	s.lapse()
	s.drain()
	if s.slack.count("find") != 1 {
		t.Error("the history was not asked")
	}
	s.onlyCard(approvals.PhaseOpen)
}

// onlyCard: Sam has one message, which the card's row knows, and it tells this.
func (s *env) onlyCard(want approvals.Phase) {
	s.t.Helper()
	m := s.slack.of("U-sam")
	if len(m) != 1 || m[0].phase != want {
		s.t.Fatalf("Sam has %+v, want one message that tells %s", m, want)
	}
	s.want("posted false true", cardState)
	s.want(m[0].ts, `SELECT message_ts FROM cards`)
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
			s.drain()
			if step == "replace" || step == "replaced" {
				s.click("sam", "i1", approvals.Approve, "")
			} else {
				w := request("i1", "sam")
				w.Level = "High"
				s.iiq.put(w)
				s.seen(w)
			}
			wakeUp := s.abandon(s.next("show_card"), s.slack.stops(step))
			s.lapse()
			if step != "replace" && step != "replaced" {
				s.close("i1")
			}
			s.drain()
			want := s.slack.of("U-sam")[0].phase
			wakeUp()
			s.drain()
			if m := s.slack.of("U-sam"); len(m) != 1 || m[0].phase != want || want == approvals.PhaseOpen ||
				want == approvals.PhaseRecording {
				t.Errorf("Sam has %+v, want %s", m, want)
			}
			s.want("0", `SELECT count(*) FROM cards WHERE shown < want`)
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
			s.drain()
			s.click("sam", "i1", approvals.Approve, "")
			if step == "updated" {
				s.slack.fails("replace", errors.New("the answer to the click is too late"))
			}
			s.abandon(s.next("show_card"), s.slack.stops(step))
			if got := s.slack.of("U-sam")[0].phase; got != approvals.PhaseRecording {
				t.Fatalf("Sam sees %s, want %s", got, approvals.PhaseRecording)
			}
			s.lapse()
			s.later(2 * testKeep)
			if got := s.attempt(); got != "given_up" {
				t.Fatalf("the decision is %q, want given_up", got)
			}
			s.seen(request("i1", "sam"))
			// At once, and not only when the lost change can no longer come to pass.
			if got := s.showOnce(); got != "shown" || s.slack.of("U-sam")[0].phase != approvals.PhaseOpen {
				t.Errorf("the next attempt ended as %q, and Sam sees %s, want shown, and %s", got, s.slack.of("U-sam")[0].phase,
					approvals.PhaseOpen)
			}
			s.drain()
			s.onlyCard(approvals.PhaseOpen)
		})
	}
}

// Slack has taken a change, and the note of it fails with an error.
func TestAChangeThatCannotBeNotedIsShownAgain(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.drain()
	s.click("sam", "i1", approvals.Approve, "")
	result := ""
	s.show.Ended = func(r string) { result = r }
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	row, taken, ended := s.next("show_card"), s.slack.stops("replaced"), make(chan error, 1)
	go func() { ended <- s.work(ctx, row) }()
	taken.wait(t)
	s.exec(`ALTER TABLE cards ADD CONSTRAINT as_it_was CHECK (shown = 1) NOT VALID`)
	cancel()
	taken.wake()
	s.must(patience.Receive(t, "the end of the attempt", ended))
	if result != "retry" {
		t.Fatalf("the attempt ended as %q, want retry", result)
	}
	s.exec(`ALTER TABLE cards DROP CONSTRAINT as_it_was`)
	s.later(2 * testKeep)
	if got := s.attempt(); got != "given_up" {
		t.Fatalf("the decision is %q, want given_up", got)
	}
	s.seen(request("i1", "sam"))
	s.drain()
	s.onlyCard(approvals.PhaseOpen)
}
