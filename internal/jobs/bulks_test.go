package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/store"
)

// bulkEnv is an environment in which sam has items i1 and so on, which may be approved at once, and whose cards were sent.
func bulkEnv(t *testing.T, n int) (s *jobstest.Env, ids []string) {
	t.Helper()
	s = jobstest.New(t, func(c *store.Config) { c.Policy.BulkMax = 25 })
	s.Exec(`INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T1', 'U-sam', 'sam', 'email')`)
	for i := range n {
		id := fmt.Sprintf("i%d", i+1)
		s.See(jobstest.Request(id, "sam"))
		ids = append(ids, id)
	}
	return s, ids
}

// told is what the messages on bulks tell sam, in one word each.
func told(s *jobstest.Env) string {
	said := ""
	for _, v := range s.Slack.Bulks("U-sam") {
		said += fmt.Sprintf("[%d recorded, %d not, %d waiting", v.Recorded, v.Refused, v.Waiting)
		for _, r := range v.Failed {
			said += ", " + r.Row.Number + " " + string(r.Why.Code)
		}
		said += "]"
	}
	return said
}

func wantTold(t *testing.T, s *jobstest.Env, want string) {
	t.Helper()
	if got := told(s); got != want {
		t.Errorf("told: got %s, want %s", got, want)
	}
}

// older lets time go by for bulks.
func older(s *jobstest.Env, d time.Duration) {
	s.Exec(`UPDATE bulks SET clicked_at = clicked_at - $1::interval, look_at = look_at - $1::interval`, d)
}

// One message tells of all, with a reason for each that was not recorded, and nobody is told of them besides.
func TestOneMessageTellsHowSeveralEnded(t *testing.T) {
	t.Parallel()
	s, ids := bulkEnv(t, 4)
	chosen := s.Chosen("sam", ids...)
	chosen[1].Mark = approvals.OfferMark([]byte("something else"), nil)
	s.Several("sam", chosen...)
	s.IIQ.Fails("put", fmt.Errorf("no: %w", approvals.ErrIIQRefused))
	s.Drain()
	wantTold(t, s, "[2 recorded, 2 not, 0 waiting, i1 iiq_refused, i2 changed]")
	if n := len(s.Slack.Told); n != 0 {
		t.Errorf("got %d sentences besides, want none", n)
	}
	s.Want("ended", `SELECT state FROM bulks`)
	s.Want("0", `SELECT count(*) FROM decisions WHERE tell_at IS NOT NULL`)
}

// Before a minute is over nothing is said while something waits; then the message says so, and is changed until all has an end.
func TestTheMessageFollowsWhatWaits(t *testing.T) {
	t.Parallel()
	s, ids := bulkEnv(t, 2)
	s.Several("sam", s.Chosen("sam", ids...)...)
	away := fmt.Errorf("nobody there: %w", approvals.ErrIIQAway)
	s.IIQ.Fails("put", nil, away, away, away, away, away, away, away, away)
	work := func() {
		for row := s.Next("submit_decision", "tell_bulk"); row != nil; row = s.Next("submit_decision", "tell_bulk") {
			s.Must(s.Work(context.Background(), row))
		}
	}
	work()
	s.Nudge()
	work()
	wantTold(t, s, "")
	older(s, time.Minute)
	s.Nudge()
	work()
	wantTold(t, s, "[1 recorded, 0 not, 1 waiting]")
	before := s.Slack.Count("update")
	older(s, time.Minute)
	s.Nudge()
	work()
	if n := s.Slack.Count("update"); n != before {
		t.Errorf("got %d changes of a message that has nothing new to tell, want none", n-before)
	}
	s.IIQ.Steps = jobstest.NewSteps()
	s.Drain()
	wantTold(t, s, "[2 recorded, 0 not, 0 waiting]")
	s.Want("ended", `SELECT state FROM bulks`)
}

// A process that dies before a post, or between the post and its note, leaves one message in the end: it is found again.
func TestAMessageOnABulkSurvivesItsWorker(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"maypost", "posted"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			s, ids := bulkEnv(t, 2)
			s.Several("sam", s.Chosen("sam", ids...)...)
			for row := s.Next("submit_decision"); row != nil; row = s.Next("submit_decision") {
				s.Must(s.Work(context.Background(), row))
			}
			s.Nudge()
			row := s.Next("tell_bulk")
			if row == nil {
				t.Fatal("got no job for the message, want one")
			}
			// Nobody wakes the worker before its claim has run out, as nobody does where its process was killed.
			wake := s.Abandon(row, s.Slack.Stops(step))
			s.Lapse()
			s.Drain()
			wantTold(t, s, "[2 recorded, 0 not, 0 waiting]")
			s.Want("ended", `SELECT state FROM bulks`)
			wake()
			s.Drain()
			wantTold(t, s, "[2 recorded, 0 not, 0 waiting]")
		})
	}
}

// An answer that was lost is looked for before anything is posted again; a clear refusal is not.
func TestAnUnclearPostOnABulkIsLookedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step  string
		err   error
		finds int
	}{
		"taken, without an answer":     {"posted", approvals.ErrUnclear, 1},
		"not taken, without an answer": {"post", approvals.ErrUnclear, 1},
		"refused for now":              {"post", &approvals.RetryAfterError{After: time.Second, Err: errors.New("busy")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ids := bulkEnv(t, 2)
			s.Several("sam", s.Chosen("sam", ids...)...)
			for row := s.Next("submit_decision"); row != nil; row = s.Next("submit_decision") {
				s.Must(s.Work(context.Background(), row))
			}
			for row := s.Next("show_card"); row != nil; row = s.Next("show_card") {
				s.Must(s.Work(context.Background(), row))
			}
			finds := s.Slack.Count("find")
			s.Slack.Fails(c.step, c.err)
			s.Drain()
			wantTold(t, s, "[2 recorded, 0 not, 0 waiting]")
			if n := s.Slack.Count("find") - finds; n != c.finds {
				t.Errorf("got %d searches, want %d", n, c.finds)
			}
		})
	}
}

// Nobody who cannot be written to is tried for ever.
func TestABulkEndsWhereNobodyCanBeTold(t *testing.T) {
	t.Parallel()
	s, ids := bulkEnv(t, 2)
	s.Several("sam", s.Chosen("sam", ids...)...)
	for row := s.Next("submit_decision", "show_card"); row != nil; row = s.Next("submit_decision", "show_card") {
		s.Must(s.Work(context.Background(), row))
	}
	s.Slack.Fails("post", approvals.ErrCannotWrite)
	s.Drain()
	wantTold(t, s, "")
	s.Want("ended", `SELECT state FROM bulks`)
}

// Whoever has lost the identity is told numbers, and no item.
func TestABulkNamesNothingToSomebodyElse(t *testing.T) {
	t.Parallel()
	s, ids := bulkEnv(t, 2)
	chosen := s.Chosen("sam", ids...)
	chosen[0].Mark = approvals.OfferMark([]byte("something else"), nil)
	s.Several("sam", chosen...)
	s.Exec(`DELETE FROM identity_links`)
	s.Drain()
	wantTold(t, s, "[1 recorded, 1 not, 0 waiting]")
}

// An end that turns out to be another is told in the message, too.
func TestAMessageOnABulkIsCorrected(t *testing.T) {
	t.Parallel()
	s, ids := bulkEnv(t, 2)
	s.Several("sam", s.Chosen("sam", ids...)...)
	s.Drain()
	wantTold(t, s, "[2 recorded, 0 not, 0 waiting]")
	s.Exec(`UPDATE decisions SET look_at = now() WHERE work_item_id = 'i2'`)
	doubts, err := s.Doubts(t.Context(), 10)
	s.Must(err)
	if len(doubts) != 1 {
		t.Fatalf("in doubt: got %d, want 1", len(doubts))
	}
	_, err = s.Correct(t.Context(), doubts[0],
		approvals.OutcomeView{Outcome: approvals.OutcomeDenied, State: approvals.StateRejected, By: "dana.x", At: s.Clock()})
	s.Must(err)
	s.Drain()
	wantTold(t, s, "[1 recorded, 1 not, 0 waiting, i2 already_decided]")
	if n := len(s.Slack.Told); n != 1 {
		t.Errorf("got %d sentences on the correction, want 1", n)
	}
}
