package jobs_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
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
