package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

const cardState = `SELECT state || ' ' || post_unclear || ' ' || (shown >= want) FROM cards`

// newCard makes an item's card wait for its worker.
func newCard(t *testing.T) *env {
	t.Helper()
	s := newEnv(t)
	s.IIQ.Put(jobstest.Request("i1", "sam"))
	s.Learn(jobstest.Request("i1", "sam"))
	return s
}

// showOnce works the next job for a card and tells how it ended.
func (s *env) showOnce() string {
	s.T.Helper()
	result := ""
	s.Show.Ended = func(r string) { result = r }
	row := s.Next("show_card")
	if row == nil {
		s.Nudge()
		row = s.Next("show_card")
	}
	if row == nil {
		s.T.Fatal("no card waits for a worker")
	}
	s.Must(s.Work(context.Background(), row))
	return result
}

func TestWhatBecomesOfANewCard(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set         func(*env)
		want, state string
		messages    int
	}{
		"it is posted": {func(*env) {}, "shown", "posted false true", 1},
		"nobody in Slack": {func(s *env) { s.People.Fails("reach", approvals.Refuse(approvals.RefusedNotInSlack)) },
			"unreachable", "unreachable false false", 0},
		"the map cannot say now": {func(s *env) { s.People.Fails("reach", approvals.Refuse(approvals.RefusedUnknownNow)) }, "retry",
			"waiting false false", 0},
		"the map does not answer": {func(s *env) { s.People.Fails("reach", jobstest.ErrAway) }, "retry", "waiting false false", 0},
		"Slack lets us not write": {func(s *env) { s.Slack.Fails("post", approvals.ErrCannotWrite) }, "unreachable",
			"unreachable false false", 0},
		"no budget": {func(s *env) {
			s.Slack.Fails("maypost", &approvals.RetryAfterError{After: time.Second, Err: jobstest.ErrAway})
		}, "retry", "waiting false false", 0},
		"Slack says 429": {func(s *env) {
			s.Slack.Fails("post", &approvals.RetryAfterError{After: time.Second, Err: jobstest.ErrAway})
		}, "retry", "waiting false false", 0},
		"unclear, it did not go out": {func(s *env) { s.Slack.Fails("post", approvals.ErrUnclear) }, "retry", "waiting true false", 0},
		"unclear, it went out":       {func(s *env) { s.Slack.Fails("posted", approvals.ErrUnclear) }, "retry", "waiting true false", 1},
		"the worker's time was over": {func(s *env) { s.Slack.Fails("posted", context.DeadlineExceeded) }, "retry", "waiting true false",
			1},
		"overtaken before it was sent": {func(s *env) { s.close("i1") }, "shown", "ended false false", 0},
		"descriptions cannot be read":  {func(s *env) { s.IIQ.Fails("read", jobstest.ErrAway) }, "shown", "posted false true", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			tc.set(s)
			if got := s.showOnce(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			s.Want(tc.state, cardState)
			if n := len(s.Slack.Of("U-sam")); n != tc.messages {
				t.Errorf("Sam has %d messages, want %d", n, tc.messages)
			}
			s.Want("true", `SELECT claimed_until < now() FROM cards`)
			s.Drain()
			if n := len(s.Slack.Of("U-sam")); n > 1 {
				t.Errorf("in the end Sam has %d messages, want at most 1", n)
			}
		})
	}
}

// close lets an item end in IIQ and here, as reconciliation does.
func (s *env) close(id string) {
	s.T.Helper()
	s.IIQ.End(id, approvals.ApprovalSummary{State: approvals.StateExpired})
	at, err := s.Now(context.Background())
	s.Must(err)
	_, err = s.Gone(context.Background(), schedule.Lease{}, at, id, approvals.OutcomeView{Outcome: approvals.OutcomeExpired, At: s.Clock()})
	s.Must(err)
}

func TestWhatBecomesOfAPostedCard(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set         func(*env)
		want, state string
		phase       approvals.Phase
	}{
		"it is changed": {func(*env) {}, "shown", "posted false true", approvals.PhaseEnded},
		"no budget": {func(s *env) {
			s.Slack.Fails("mayupdate", &approvals.RetryAfterError{After: time.Second, Err: jobstest.ErrAway})
		}, "retry", "posted false false", approvals.PhaseOpen},
		"no good answer": {func(s *env) { s.Slack.Fails("update", approvals.ErrUnclear) }, "retry", "posted false false",
			approvals.PhaseOpen},
		"changed, and no answer": {func(s *env) { s.Slack.Fails("updated", approvals.ErrUnclear) }, "retry", "posted false false",
			approvals.PhaseEnded},
		"the message is gone": {func(s *env) { s.Slack.Fails("update", approvals.ErrMessageGone) }, "message_gone",
			"posted false false", approvals.PhaseOpen},
		"the channel is gone": {func(s *env) { s.Slack.Fails("update", approvals.ErrCannotWrite) }, "message_gone",
			"posted false false", approvals.PhaseOpen},
		"Slack refuses for a while": {func(s *env) {
			s.Slack.Fails("update", jobstest.ErrAway, jobstest.ErrAway, jobstest.ErrAway, jobstest.ErrAway, jobstest.ErrAway)
		}, "retry",
			"posted false false", approvals.PhaseOpen},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.Drain()
			s.close("i1")
			tc.set(s)
			if got := s.showOnce(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			s.Want(tc.state, cardState)
			if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Phase != tc.phase {
				t.Errorf("Sam has %+v, want %s", m, tc.phase)
			}
			s.Drain()
			if s.One(`SELECT state FROM cards`) == "posted" {
				s.Want("posted false true", cardState)
			}
		})
	}
}

// Slack carries out an update whose answer was lost after the one that followed it. The card is true again a minute later,
// by whichever way the lost one went.
func TestUpdateThatLandsLateIsRepaired(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		end   func(*env)
		fails string
	}{
		"chat.update":  {func(s *env) { s.close("i1") }, "update"},
		"response_url": {func(s *env) { s.Click("sam", "i1", approvals.Approve, "") }, "replace"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.Drain()
			s.Slack.Fails(tc.fails, approvals.ErrUnclear)
			tc.end(s)
			s.untilShown(approvals.PhaseEnded)
			s.Want("true true", `SELECT (update_lost_at IS NOT NULL)::text || ' ' || (next_try_at > now() + interval '45 s') FROM cards`)
			s.Slack.Relabel("U-sam", approvals.PhaseOpen)
			s.Drain()
			if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Phase != approvals.PhaseEnded {
				t.Errorf("got %+v, want the end again after the lost update has landed", m)
			}
			s.Want("posted false true", cardState)
			s.Want("", `SELECT update_lost_at FROM cards`)
		})
	}
}

// untilShown works the jobs of the only card until Sam's message has this phase and no job is left. Time stands still.
func (s *env) untilShown(phase approvals.Phase) {
	s.T.Helper()
	for range 20 {
		row := s.Next("submit_decision", "show_card")
		if row == nil && s.Slack.Of("U-sam")[0].Phase == phase {
			return
		}
		if row != nil {
			s.Must(s.Work(context.Background(), row))
			continue
		}
		s.Exec(`UPDATE cards SET next_try_at = now()`)
		_, err := s.ShowBehind(context.Background(), 100)
		s.Must(err)
	}
	s.T.Fatalf("got %+v, want one message of phase %s", s.Slack.Of("U-sam"), phase)
}

func TestRaisedVersionAloneCostsNoCall(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	s.Exec(`UPDATE cards SET want = want + 1`)
	s.Drain()
	s.Want("posted false true", cardState)
	if n := s.Slack.Count("update"); n != 0 {
		t.Errorf("%d updates, and the card tells the same, want 0", n)
	}
}

func TestCardThatMovedOnWhileItWasShownIsShownAgain(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	h := s.Slack.Stops("posted")
	wakeUp := s.Abandon(s.Next("show_card"), h)
	s.close("i1")
	wakeUp()
	s.Want("1", `SELECT count(*) FROM river_job WHERE kind = 'show_card'`)
	s.Drain()
	if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Phase != approvals.PhaseEnded {
		t.Errorf("Sam has %+v, want a length of 1 and phase %v", m, approvals.PhaseEnded)
	}
}

func TestAskedCardGoesToWhoAsked(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	p := approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-other"},
		Identity: approvals.Identity{ID: "sam", Name: "sam.x", ActivityKnown: true}}
	s.Must(s.SendCard(t.Context(), p, "i1", false))
	s.Drain()
	if n := len(s.Slack.Of("U-other")); n != 1 {
		t.Errorf("who asked has %d messages, want 1", n)
	}
	s.Must(s.SendCard(t.Context(), p, "i1", false))
	s.close("i1")
	s.Drain()
	for _, m := range s.Slack.Of("U-other") {
		if m.Phase != approvals.PhaseEnded {
			t.Errorf("a copy tells %s, want %v", m.Phase, approvals.PhaseEnded)
		}
	}
}

func TestDescriptionsAreReadOnceAnItem(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	if n := s.IIQ.Count("read"); n < 1 || n > 2 {
		t.Errorf("the item was read %d times for two cards, want n at least 1 and n at most 2", n)
	}
	before := s.IIQ.Count("read")
	s.IIQ.MembersOf["group"] = append(s.IIQ.MembersOf["group"], approvals.Identity{ID: "dana"})
	s.Must(s.SaveGroup("group", "", []string{"sam", "nora", "dana"}...))
	_, err := s.ReleaseCards(t.Context())
	s.Must(err)
	s.Drain()
	if n := s.IIQ.Count("read"); n != before {
		t.Errorf("a later card read it again, %d times, want n %v", n-before, before)
	}
	if n := len(s.Slack.Of("U-dana")); n != 1 {
		t.Errorf("Dana has %d messages, want 1", n)
	}
}

func TestJobForACardThatIsNoMore(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	row := s.Next("show_card")
	s.Exec(`DELETE FROM cards`)
	s.Must(s.Work(t.Context(), row))
	if len(s.Slack.Of("U-sam")) != 0 {
		t.Error("something was posted for a card that is no more")
	}
}
