package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
)

// Whatever comes between a click and the end of its decision, in any order: the moment for saying that it is being recorded, the sweep, the
// write, and workers on the card, of which one stands still while others go on. The card never goes back from its end.
func TestNoCardGoesBackFromItsEnd(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	orders := rapid.SliceOfN(rapid.SampledFrom([]string{"moment", "sweep", "write", "show", "stand still", "go on"}), 2, 8)
	for n := range patience.Few(16, 300) {
		events, item := orders.Example(n), fmt.Sprintf("i%d", n)
		s.See(jobstest.Request(item, "sam"))
		s.play(s.Click("sam", item, approvals.Approve, ""), events)
		s.Drain()
		messages := s.Slack.Of("U-sam")
		m := messages[len(messages)-1]
		told := append(slices.Clone(m.Before), m.Phase)
		end := slices.Index(told, approvals.PhaseEnded)
		if end < 0 || slices.Contains(told[end:], approvals.PhaseRecording) {
			t.Errorf("%s: the card told %v, want that it ends, and never that it is being recorded after that", strings.Join(events, ", "), told)
		}
	}
}

// play lets these events happen to a decision, one after the other. Whoever stands still at the end goes on.
func (s *env) play(decision uuid.UUID, events []string) {
	s.T.Helper()
	wakeUp := func() {}
	for _, e := range events {
		switch e {
		case "moment":
			_, err := s.ShowRecording(context.Background(), decision)
			s.Must(err)
		case "sweep":
			s.Nudge()
		case "write":
			s.workNext("submit_decision")
		case "show":
			s.workNext("show_card")
		case "stand still":
			wakeUp()
			wakeUp = s.standStill()
		case "go on":
			wakeUp()
			wakeUp = func() {}
		}
	}
	wakeUp()
}

// workNext works the oldest job of a kind, where there is one.
func (s *env) workNext(kind string) {
	s.T.Helper()
	if row := s.Next(kind); row != nil {
		s.Must(s.Work(context.Background(), row))
	}
}

// standStill has the next worker on a card stand still before its message goes out, where they have one to send, and gives back how to
// let them go on.
func (s *env) standStill() (wakeUp func()) {
	s.T.Helper()
	row := s.Next("show_card")
	if row == nil {
		return func() {}
	}
	h, ended := s.Slack.Stops("replace"), make(chan error, 1)
	go func() { ended <- s.Work(context.Background(), row) }()
	select {
	case <-h.Reached():
	case err := <-ended:
		s.Must(err)
		s.Slack.Passes("replace")
		return func() {}
	}
	return func() {
		s.T.Helper()
		h.Wake()
		s.Must(<-ended)
	}
}
