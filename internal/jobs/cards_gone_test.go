package jobs_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Slack says of messages that are there that they are not. It is believed when it has said nothing else for ten minutes, and a click
// on such a message shows that it is there.
func TestOneAnswerDoesNotEndACard(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]error{"message_not_found": approvals.ErrMessageGone, "channel_not_found": approvals.ErrCannotWrite} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.drain()
			s.close("i1")
			s.slack.fails("update", word, word, word)
			for _, want := range []string{"posted", "posted"} {
				if got := s.showOnce(); got != "message_gone" {
					t.Errorf("the attempt ended as %q, want message_gone", got)
				}
				s.want(want, `SELECT state FROM cards`)
				s.want("true", `SELECT next_try_at > now() + interval '15 seconds' FROM cards`)
				s.exec(`UPDATE cards SET next_try_at = now()`)
			}
			s.exec(`UPDATE cards SET gone_since = gone_since - interval '10 minutes'`)
			s.showOnce()
			s.want("ended", `SELECT state FROM cards`)
			s.drain()
			m := s.slack.of("U-sam")[0]
			if m.phase != approvals.PhaseOpen {
				t.Fatalf("Sam's card shows %s, want %s", m.phase, approvals.PhaseOpen)
			}
			card := uuid.MustParse(s.one(`SELECT id FROM cards`))
			s.must(s.MessageThere(t.Context(), card, m.channel, "another"))
			s.want("ended", `SELECT state FROM cards`)
			s.must(s.MessageThere(t.Context(), card, m.channel, m.ts))
			s.drain()
			s.want("posted true", `SELECT state || ' ' || (gone_since IS NULL AND shown = want)::text FROM cards`)
			if m := s.slack.of("U-sam")[0]; m.phase != approvals.PhaseEnded {
				t.Errorf("after the click Sam's card shows %s, want %s", m.phase, approvals.PhaseEnded)
			}
		})
	}
}

// A change that succeeds in between begins the ten minutes anew.
func TestAChangeInBetweenForgetsThatAMessageWasGone(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.drain()
	s.slack.fails("update", approvals.ErrMessageGone)
	s.close("i1")
	s.showOnce()
	s.exec(`UPDATE cards SET next_try_at = now(), gone_since = gone_since - interval '10 minutes'`)
	s.drain()
	s.want("posted true", `SELECT state || ' ' || (gone_since IS NULL)::text FROM cards`)
}
