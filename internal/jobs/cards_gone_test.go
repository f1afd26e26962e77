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
			s.Drain()
			s.close("i1")
			s.Slack.Fails("update", word, word, word)
			for _, want := range []string{"posted", "posted"} {
				if got := s.showOnce(); got != "message_gone" {
					t.Errorf("the attempt ended as %q, want message_gone", got)
				}
				s.Want(want, `SELECT state FROM cards`)
				s.Want("true", `SELECT next_try_at > now() + interval '15 seconds' FROM cards`)
				s.Exec(`UPDATE cards SET next_try_at = now()`)
			}
			s.Exec(`UPDATE cards SET gone_since = gone_since - interval '10 minutes'`)
			s.showOnce()
			s.Want("ended", `SELECT state FROM cards`)
			s.Drain()
			m := s.Slack.Of("U-sam")[0]
			if m.Phase != approvals.PhaseOpen {
				t.Fatalf("Sam's card shows %s, want %s", m.Phase, approvals.PhaseOpen)
			}
			card := uuid.MustParse(s.One(`SELECT id FROM cards`))
			s.Must(s.MessageThere(t.Context(), card, m.Channel, "another"))
			s.Want("ended", `SELECT state FROM cards`)
			s.Must(s.MessageThere(t.Context(), card, m.Channel, m.TS))
			s.Drain()
			s.Want("posted true", `SELECT state || ' ' || (gone_since IS NULL AND shown = want)::text FROM cards`)
			if m := s.Slack.Of("U-sam")[0]; m.Phase != approvals.PhaseEnded {
				t.Errorf("after the click Sam's card shows %s, want %s", m.Phase, approvals.PhaseEnded)
			}
		})
	}
}

// A change that succeeds in between begins the ten minutes anew.
func TestAChangeInBetweenForgetsThatAMessageWasGone(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	s.Slack.Fails("update", approvals.ErrMessageGone)
	s.close("i1")
	s.showOnce()
	s.Exec(`UPDATE cards SET next_try_at = now(), gone_since = gone_since - interval '10 minutes'`)
	s.Drain()
	s.Want("posted true", `SELECT state || ' ' || (gone_since IS NULL)::text FROM cards`)
}
