package jobs_test

import (
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestNobodyWorksOnACardThatSomebodyHas(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	row := s.Next("show_card")
	wakeUp := s.Abandon(row, s.Slack.Stops("post"))
	s.Must(s.Work(t.Context(), row))
	s.Nudge()
	if again := s.Next("show_card"); again != nil {
		t.Error("the sweep named a card that a worker has")
	}
	wakeUp()
	if n := len(s.Slack.Of("U-sam")); n != 1 {
		t.Errorf("Sam has %d messages, want 1", n)
	}
}

func TestReachableAgain(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.People.Fails("reach", approvals.Refuse(approvals.RefusedNotInSlack))
	s.Drain()
	s.Want("unreachable false false", cardState)
	s.Must(s.ReviveCards(t.Context(), "sam"))
	s.Drain()
	s.Want("posted false true", cardState)
}

// Somebody can be reached again in the moment between the look for them and the note that nobody was found.
func TestReachableAgainWhileAWorkerNotesTheContrary(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.People.Fails("reach", approvals.Refuse(approvals.RefusedNotInSlack))
	wakeUp := s.Abandon(s.Next("show_card"), s.People.Stops("reach"))
	if got, err := s.UnreachableAmong(t.Context(), []string{"sam", "nora"}); err != nil || !slices.Equal(got, []string{"sam"}) {
		t.Errorf("%v may be unreachable, %v; want sam", got, err)
	}
	s.Must(s.ReviveCards(t.Context(), "sam"))
	wakeUp()
	s.Drain()
	s.Want("posted false true", cardState)
}
