package jobs_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

const cardState = `SELECT state || ' ' || post_unclear || ' ' || (shown >= want) FROM cards`

// newCard makes an item's card wait for its worker.
func newCard(t *testing.T) *env {
	t.Helper()
	s := newEnv(t)
	s.iiq.put(request("i1", "sam"))
	s.seen(request("i1", "sam"))
	return s
}

// showOnce works the next job for a card and tells how it ended.
func (s *env) showOnce() string {
	s.t.Helper()
	result := ""
	s.show.Ended = func(r string) { result = r }
	row := s.next("show_card")
	if row == nil {
		s.nudge()
		row = s.next("show_card")
	}
	if row == nil {
		s.t.Fatal("no card waits for a worker")
	}
	s.must(s.work(context.Background(), row))
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
		"nobody in Slack": {func(s *env) { s.people.fails("reach", approvals.Refuse(approvals.RefusedNotInSlack)) },
			"unreachable", "unreachable false false", 0},
		"the map cannot say now": {func(s *env) { s.people.fails("reach", approvals.Refuse(approvals.RefusedUnknownNow)) }, "retry",
			"waiting false false", 0},
		"the map does not answer": {func(s *env) { s.people.fails("reach", errAway) }, "retry", "waiting false false", 0},
		"Slack lets us not write": {func(s *env) { s.slack.fails("post", approvals.ErrCannotWrite) }, "unreachable",
			"unreachable false false", 0},
		"no budget":                  {func(s *env) { s.slack.fails("maypost", &approvals.RetryAfterError{After: time.Second, Err: errAway}) }, "retry", "waiting false false", 0},
		"Slack says 429":             {func(s *env) { s.slack.fails("post", &approvals.RetryAfterError{After: time.Second, Err: errAway}) }, "retry", "waiting false false", 0},
		"unclear, it did not go out": {func(s *env) { s.slack.fails("post", approvals.ErrUnclear) }, "retry", "waiting true false", 0},
		"unclear, it went out":       {func(s *env) { s.slack.fails("posted", approvals.ErrUnclear) }, "retry", "waiting true false", 1},
		"the worker's time was over": {func(s *env) { s.slack.fails("posted", context.DeadlineExceeded) }, "retry", "waiting true false",
			1},
		"overtaken before it was sent": {func(s *env) { s.close("i1") }, "shown", "ended false false", 0},
		"descriptions cannot be read":  {func(s *env) { s.iiq.fails("read", errAway) }, "shown", "posted false true", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			tc.set(s)
			if got := s.showOnce(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			s.want(tc.state, cardState)
			if n := len(s.slack.of("U-sam")); n != tc.messages {
				t.Errorf("Sam has %d messages, want %d", n, tc.messages)
			}
			s.want("true", `SELECT claimed_until < now() FROM cards`)
			s.drain()
			if n := len(s.slack.of("U-sam")); n > 1 {
				t.Errorf("in the end Sam has %d messages, want at most 1", n)
			}
		})
	}
}

// close lets an item end in IIQ and here, as reconciliation does.
func (s *env) close(id string) {
	s.t.Helper()
	s.iiq.end(id, approvals.ApprovalSummary{State: approvals.StateExpired})
	at, err := s.Now(context.Background())
	s.must(err)
	_, err = s.Gone(context.Background(), schedule.Lease{}, at, id, approvals.OutcomeView{Outcome: approvals.OutcomeExpired, At: s.clock()})
	s.must(err)
}

func TestUnclearPostIsLookedForBeforeItIsPostedAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step  string
		finds int
	}{"it went out": {"posted", 1}, "it did not": {"post", 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.slack.fails(tc.step, approvals.ErrUnclear)
			s.showOnce()
			s.slack.fails("find", errAway)
			if got := s.showOnce(); got != "retry" {
				t.Errorf(`a history that cannot be read ended as %q, want "retry"`, got)
			}
			s.want("waiting true false", cardState)
			s.drain()
			s.want("posted false true", cardState)
			if n := len(s.slack.of("U-sam")); n != 1 {
				t.Errorf("Sam has %d messages, want 1", n)
			}
		})
	}
}

// Slack's clock may be minutes behind: a message that went out just now may seem to be older than its card.
func TestUnclearPostIsLookedForByAnyClock(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.slack.fails("posted", approvals.ErrUnclear)
	s.drain()
	if back := s.clock().Sub(s.slack.since); back < 10*time.Minute {
		t.Errorf("the history is read from %s before the card on, want at least %v", back, 10*time.Minute)
	}
}

// A click on a message that is not the card's own, a copy that nobody knew of, has an address that changes that message.
func TestAddressOfAnotherMessageIsNotUsedForTheCard(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.drain()
	s.click("sam", "i1", approvals.Approve, "")
	s.exec(`UPDATE decisions SET message_ts = '0.0'`)
	s.drain()
	if n := s.slack.count("replace"); n != 0 {
		t.Errorf("the address of another message was used %d times, want 0", n)
	}
	s.onlyCard(approvals.PhaseEnded)
}

// Between an unclear post and the look for it, its recipient cannot be reached for a while: the message is still looked for.
func TestUnclearPostOfSomebodyWhoCannotBeReachedForAWhile(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.slack.fails("posted", approvals.ErrUnclear)
	s.showOnce()
	s.slack.fails("find", approvals.ErrCannotWrite)
	if got := s.showOnce(); got != "unreachable" {
		t.Fatalf(`the attempt ended as %q, want "unreachable"`, got)
	}
	s.close("i1")
	s.must(s.ReviveCards(t.Context(), "sam"))
	s.drain()
	s.onlyCard(approvals.PhaseEnded)
}

// A message that went out is made true even if nobody would be written to any more.
func TestUnclearPostIsLookedForWhereItWasSent(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.slack.fails("posted", approvals.ErrUnclear)
	s.showOnce()
	s.people.fails("reach", approvals.Refuse(approvals.RefusedDeactivated))
	s.close("i1")
	s.drain()
	s.onlyCard(approvals.PhaseEnded)
}

func TestFoundMessageIsMadeTrue(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.slack.fails("posted", approvals.ErrUnclear)
	s.showOnce()
	s.close("i1")
	s.slack.fails("update", &approvals.RetryAfterError{After: time.Second, Err: errAway})
	s.showOnce()
	s.want("posted false false", cardState)
	s.drain()
	s.want("posted false true", cardState)
	if m := s.slack.of("U-sam"); len(m) != 1 || m[0].phase != approvals.PhaseEnded {
		t.Errorf("Sam has %+v, want a length of 1 and phase %v", m, approvals.PhaseEnded)
	}
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
			s.slack.fails("mayupdate", &approvals.RetryAfterError{After: time.Second, Err: errAway})
		}, "retry", "posted false false", approvals.PhaseOpen},
		"no good answer": {func(s *env) { s.slack.fails("update", approvals.ErrUnclear) }, "retry", "posted false false",
			approvals.PhaseOpen},
		"changed, and no answer": {func(s *env) { s.slack.fails("updated", approvals.ErrUnclear) }, "retry", "posted false false",
			approvals.PhaseEnded},
		"the message is gone": {func(s *env) { s.slack.fails("update", approvals.ErrMessageGone) }, "message_gone",
			"posted false false", approvals.PhaseOpen},
		"the channel is gone": {func(s *env) { s.slack.fails("update", approvals.ErrCannotWrite) }, "message_gone",
			"posted false false", approvals.PhaseOpen},
		"Slack refuses for a while": {func(s *env) { s.slack.fails("update", errAway, errAway, errAway, errAway, errAway) }, "retry",
			"posted false false", approvals.PhaseOpen},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.drain()
			s.close("i1")
			tc.set(s)
			if got := s.showOnce(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			s.want(tc.state, cardState)
			if m := s.slack.of("U-sam"); len(m) != 1 || m[0].phase != tc.phase {
				t.Errorf("Sam has %+v, want %s", m, tc.phase)
			}
			s.drain()
			if s.one(`SELECT state FROM cards`) == "posted" {
				s.want("posted false true", cardState)
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
		"response_url": {func(s *env) { s.click("sam", "i1", approvals.Approve, "") }, "replace"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCard(t)
			s.drain()
			s.slack.fails(tc.fails, approvals.ErrUnclear)
			tc.end(s)
			s.untilShown(approvals.PhaseEnded)
			s.want("true true", `SELECT (update_lost_at IS NOT NULL)::text || ' ' || (next_try_at > now() + interval '45 s') FROM cards`)
			s.slack.relabel("U-sam", approvals.PhaseOpen)
			s.drain()
			if m := s.slack.of("U-sam"); len(m) != 1 || m[0].phase != approvals.PhaseEnded {
				t.Errorf("got %+v, want the end again after the lost update has landed", m)
			}
			s.want("posted false true", cardState)
			s.want("", `SELECT update_lost_at FROM cards`)
		})
	}
}

// untilShown works the jobs of the only card until Sam's message has this phase and no job is left. Time stands still.
func (s *env) untilShown(phase approvals.Phase) {
	s.t.Helper()
	for range 20 {
		row := s.next("submit_decision", "show_card")
		if row == nil && s.slack.of("U-sam")[0].phase == phase {
			return
		}
		if row != nil {
			s.must(s.work(context.Background(), row))
			continue
		}
		s.exec(`UPDATE cards SET next_try_at = now()`)
		_, err := s.ShowBehind(context.Background(), 100)
		s.must(err)
	}
	s.t.Fatalf("got %+v, want one message of phase %s", s.slack.of("U-sam"), phase)
}

func TestClickersOwnCardIsChangedByTheClicksAddress(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.click("sam", "i1", approvals.Approve, "")
	s.drain()
	sameEnd(s)
	if n := s.slack.count("replaced"); n < 1 {
		t.Error("the clicked card was not changed by the response_url")
	}
	s.want("true", `SELECT response_uses >= 1 FROM decisions`)
	if n := s.slack.count("replaced") + s.slack.count("updated"); n > 4 {
		t.Errorf("%d changes for two cards, want at most 4", n)
	}
}

func TestAddressThatFailsIsFollowedByAnUpdate(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.slack.fails("replace", errAway, errAway, errAway)
	s.click("sam", "i1", approvals.Approve, "")
	s.drain()
	sameEnd(s)
	if n := s.slack.count("replaced"); n != 0 {
		t.Errorf("the address was used %d times, want 0", n)
	}
}

func TestAddressIsUsedFiveTimesAndForHalfAnHour(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.drain()
	id := s.click("sam", "i1", approvals.Approve, "")
	for n := range 6 {
		url, err := s.UseResponseURL(t.Context(), id)
		s.must(err)
		if (url != "") != (n < 5) {
			t.Errorf(`use %d gave %q, want url other than "" %t`, n+1, url, n < 5)
		}
	}
	s.exec(`UPDATE decisions SET response_uses = 0`)
	s.later(31 * time.Minute)
	if url, err := s.UseResponseURL(t.Context(), id); err != nil || url != "" {
		t.Errorf(`after half an hour: %q, %v, want ""`, url, err)
	}
}

func TestRaisedVersionAloneCostsNoCall(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.drain()
	s.exec(`UPDATE cards SET want = want + 1`)
	s.drain()
	s.want("posted false true", cardState)
	if n := s.slack.count("update"); n != 0 {
		t.Errorf("%d updates, and the card tells the same, want 0", n)
	}
}

func TestCardThatMovedOnWhileItWasShownIsShownAgain(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	h := s.slack.stops("posted")
	wakeUp := s.abandon(s.next("show_card"), h)
	s.close("i1")
	wakeUp()
	s.want("1", `SELECT count(*) FROM river_job WHERE kind = 'show_card'`)
	s.drain()
	if m := s.slack.of("U-sam"); len(m) != 1 || m[0].phase != approvals.PhaseEnded {
		t.Errorf("Sam has %+v, want a length of 1 and phase %v", m, approvals.PhaseEnded)
	}
}

func TestAskedCardGoesToWhoAsked(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.drain()
	p := approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-other"},
		Identity: approvals.Identity{ID: "sam", Name: "sam.x", ActivityKnown: true}}
	s.must(s.SendCard(t.Context(), p, "i1", false))
	s.drain()
	if n := len(s.slack.of("U-other")); n != 1 {
		t.Errorf("who asked has %d messages, want 1", n)
	}
	s.must(s.SendCard(t.Context(), p, "i1", false))
	s.close("i1")
	s.drain()
	for _, m := range s.slack.of("U-other") {
		if m.phase != approvals.PhaseEnded {
			t.Errorf("a copy tells %s, want %v", m.phase, approvals.PhaseEnded)
		}
	}
}

func TestDescriptionsAreReadOnceAnItem(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	if n := s.iiq.count("read"); n < 1 || n > 2 {
		t.Errorf("the item was read %d times for two cards, want n at least 1 and n at most 2", n)
	}
	before := s.iiq.count("read")
	s.iiq.members["group"] = append(s.iiq.members["group"], approvals.Identity{ID: "dana"})
	s.must(s.saveGroup("group", "", []string{"sam", "nora", "dana"}...))
	_, err := s.ReleaseCards(t.Context())
	s.must(err)
	s.drain()
	if n := s.iiq.count("read"); n != before {
		t.Errorf("a later card read it again, %d times, want n %v", n-before, before)
	}
	if n := len(s.slack.of("U-dana")); n != 1 {
		t.Errorf("Dana has %d messages, want 1", n)
	}
}

func TestNobodyWorksOnACardThatSomebodyHas(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	row := s.next("show_card")
	wakeUp := s.abandon(row, s.slack.stops("post"))
	s.must(s.work(t.Context(), row))
	s.nudge()
	if again := s.next("show_card"); again != nil {
		t.Error("the sweep named a card that a worker has")
	}
	wakeUp()
	if n := len(s.slack.of("U-sam")); n != 1 {
		t.Errorf("Sam has %d messages, want 1", n)
	}
}

func TestReachableAgain(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.people.fails("reach", approvals.Refuse(approvals.RefusedNotInSlack))
	s.drain()
	s.want("unreachable false false", cardState)
	s.must(s.ReviveCards(t.Context(), "sam"))
	s.drain()
	s.want("posted false true", cardState)
}

// Somebody can be reached again in the moment between the look for them and the note that nobody was found.
func TestReachableAgainWhileAWorkerNotesTheContrary(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.people.fails("reach", approvals.Refuse(approvals.RefusedNotInSlack))
	wakeUp := s.abandon(s.next("show_card"), s.people.stops("reach"))
	if got, err := s.UnreachableAmong(t.Context(), []string{"sam", "nora"}); err != nil || !slices.Equal(got, []string{"sam"}) {
		t.Errorf("%v may be unreachable, %v; want sam", got, err)
	}
	s.must(s.ReviveCards(t.Context(), "sam"))
	wakeUp()
	s.drain()
	s.want("posted false true", cardState)
}

func TestJobForACardThatIsNoMore(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	row := s.next("show_card")
	s.exec(`DELETE FROM cards`)
	s.must(s.work(t.Context(), row))
	if len(s.slack.of("U-sam")) != 0 {
		t.Error("something was posted for a card that is no more")
	}
}
