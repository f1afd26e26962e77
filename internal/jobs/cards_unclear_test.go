package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

func TestUnclearPostIsLookedForBeforeItIsPostedAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step  string
		finds int
	}{"it went out": {"posted", 1}, "it did not": {"post", 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.Slack.Fails(tc.step, approvals.ErrUnclear)
			s.showOnce()
			s.Slack.Fails("find", jobstest.ErrAway)
			if got := s.showOnce(); got != "retry" {
				t.Errorf(`a history that cannot be read ended as %q, want "retry"`, got)
			}
			s.Want("waiting true false", cardState)
			s.Drain()
			s.Want("posted false true", cardState)
			if n := len(s.Slack.Of("U-sam")); n != 1 {
				t.Errorf("Sam has %d messages, want 1", n)
			}
		})
	}
}

// Slack's clock may be minutes behind: a message that went out just now may seem to be older than its card.
func TestUnclearPostIsLookedForByAnyClock(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Slack.Fails("posted", approvals.ErrUnclear)
	s.Drain()
	if back := s.Clock().Sub(s.Slack.Since); back < 10*time.Minute {
		t.Errorf("the history is read from %s before the card on, want at least %v", back, 10*time.Minute)
	}
}

// A click on a message that is not the card's own, a copy that nobody knew of, has an address that changes that message.
func TestAddressOfAnotherMessageIsNotUsedForTheCard(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	s.Click("sam", "i1", approvals.Approve, "")
	s.Exec(`UPDATE decisions SET message_ts = '0.0'`)
	s.Drain()
	if n := s.Slack.Count("replace"); n != 0 {
		t.Errorf("the address of another message was used %d times, want 0", n)
	}
	s.onlyCard(approvals.PhaseEnded)
}

// Between an unclear post and the look for it, its recipient cannot be reached for a while: the message is still looked for.
func TestUnclearPostOfSomebodyWhoCannotBeReachedForAWhile(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Slack.Fails("posted", approvals.ErrUnclear)
	s.showOnce()
	s.Slack.Fails("find", approvals.ErrCannotWrite)
	if got := s.showOnce(); got != "unreachable" {
		t.Fatalf(`the attempt ended as %q, want "unreachable"`, got)
	}
	s.close("i1")
	s.Must(s.ReviveCards(t.Context(), "sam"))
	s.Drain()
	s.onlyCard(approvals.PhaseEnded)
}

// A message that went out is made true even if nobody would be written to any more.
func TestUnclearPostIsLookedForWhereItWasSent(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Slack.Fails("posted", approvals.ErrUnclear)
	s.showOnce()
	s.People.Fails("reach", approvals.Refuse(approvals.RefusedDeactivated))
	s.close("i1")
	s.Drain()
	s.onlyCard(approvals.PhaseEnded)
}

func TestFoundMessageIsMadeTrue(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Slack.Fails("posted", approvals.ErrUnclear)
	s.showOnce()
	s.close("i1")
	s.Slack.Fails("update", &approvals.RetryAfterError{After: time.Second, Err: jobstest.ErrAway})
	s.showOnce()
	s.Want("posted false false", cardState)
	s.Drain()
	s.Want("posted false true", cardState)
	if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Phase != approvals.PhaseEnded {
		t.Errorf("Sam has %+v, want a length of 1 and phase %v", m, approvals.PhaseEnded)
	}
}
