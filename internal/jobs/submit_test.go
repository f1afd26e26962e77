package jobs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// decided tells how the one decision ended: its state, why it was refused, the item's state and outcome.
const decided = `SELECT d.state || ' ' || d.refusal || ' ' || w.state || ' ' || w.outcome FROM decisions d JOIN work_items w ON w.id = d.work_item_id`

func TestWhatBecomesOfADecision(t *testing.T) {
	t.Parallel()
	over := func(state approvals.ItemState, by, comment string) func(*env) {
		return func(s *env) {
			s.iiq.end("i1", approvals.ApprovalSummary{State: state, Completer: by, Comments: []string{comment}})
		}
	}
	for name, tc := range map[string]struct {
		set func(*env)
		// want is how the attempt ended, end what is in the tables after it.
		want, end string
		writes    int
	}{
		"it is recorded":          {func(*env) {}, "recorded", "recorded  closed approved", 1},
		"the read gets no answer": {func(s *env) { s.iiq.fails("read", errAway) }, "retry", "recording  open ", 0},
		"the map gets no answer":  {func(s *env) { s.people.fails("reverify", errAway) }, "retry", "recording  open ", 0},
		"the list gets no answer": {func(s *env) { over("", "", "")(s); s.iiq.fails("list", errAway) }, "retry", "recording  open ",
			0},
		"not by id, but in the list": {func(s *env) { s.iiq.fails("read", approvals.ErrNoAnswerByID) }, "recorded",
			"recorded  closed approved", 1},
		"somebody approved it in IIQ": {over(approvals.StateFinished, "nora.x", "ok"), "too_late",
			"refused already_decided closed approved", 0},
		"somebody denied it in IIQ": {over(approvals.StateRejected, "nora.x", "no"), "too_late",
			"refused already_decided closed denied", 0},
		"it expired":         {over(approvals.StateExpired, "", ""), "too_late", "refused expired closed expired", 0},
		"it was canceled":    {over(approvals.StateCanceled, "", ""), "too_late", "refused canceled closed canceled", 0},
		"it is missing once": {over("", "", ""), "retry", "recording  open ", 0},
		"the request gets no answer": {func(s *env) { over("", "", "")(s); s.iiq.fails("request", errAway) }, "retry",
			"recording  open ", 0},
		"the decider is a guest by now": {func(s *env) { s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest)) }, "refused",
			"refused guest open ", 0},
		"it was forwarded": {func(s *env) { s.iiq.put(request("i1", "nora")) }, "refused", "refused forwarded open ", 0},
		"it demands a signature by now": {func(s *env) {
			w := request("i1", "sam")
			w.Signature = true
			s.iiq.put(w)
		}, "refused", "refused signature open ", 0},
		"not all of it can be read": {func(s *env) {
			w := request("i1", "sam")
			w.Unread = []approvals.Gap{approvals.GapSet}
			s.iiq.put(w)
		}, "refused", "refused not_whole open ", 0},
		"it asks for something else far behind": {func(s *env) {
			w := request("i1", "sam")
			w.Lines[0].Value = "Reader" + strings.Repeat(" of this and that", 100) + " and admin"
			s.iiq.put(w)
		}, "refused", "refused changed open ", 0},
		"it turns out to be their own": {func(s *env) {
			w := request("i1", "sam")
			w.Target = approvals.Ref{Name: "SAM.X"}
			s.iiq.put(w)
		}, "refused", "refused self open ", 0},
		"IIQ shows it as ended by another": {func(s *env) {
			w := request("i1", "sam")
			w.State, w.Completer = approvals.StateRejected, "nora.x"
			s.iiq.put(w)
			s.iiq.requests["Ri1"] = approvals.IdentityRequest{Summaries: []approvals.ApprovalSummary{{WorkItemID: "i1", State: approvals.StateRejected, Completer: "nora.x"}}}
		}, "too_late", "refused already_decided closed denied", 0},
		"IIQ says no":        {func(s *env) { s.iiq.fails("put", spoken{"Not today."}) }, "refused", "refused iiq_refused open ", 0},
		"IIQ is busy":        {func(s *env) { s.iiq.fails("put", approvals.ErrIIQBusy) }, "retry", "recording  open ", 0},
		"IIQ is away":        {func(s *env) { s.iiq.fails("put", approvals.ErrIIQAway) }, "retry", "recording  open ", 0},
		"the answer is lost": {func(s *env) { s.iiq.fails("answer", approvals.ErrOutcomeUnknown) }, "retry", "recording  open ", 1},
		"the answer tells of another decision": {func(s *env) {
			s.iiq.answer = &approvals.WorkItem{ID: "i1", State: approvals.StateRejected}
		}, "retry", "recording  open ", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			if got := s.attempt(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			s.want(tc.end, decided)
			if n := len(s.iiq.written()); n != tc.writes {
				t.Errorf("IIQ took %d writes, want %d", n, tc.writes)
			}
		})
	}
}

func TestWhatIsWrittenIsWhatWasDecided(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Deny, "Not before the audit.")
	s.drain()
	want := approvals.Write{WorkItemID: "i1", ApproverID: "sam", State: approvals.StateRejected,
		Comment: "Not before the audit. (D. sam, in Slack)"}
	want.Key, want.Expect.Request = s.one(`SELECT id::text FROM decisions`), "Ri1"
	if got := s.iiq.written(); len(got) != 1 || got[0] != want {
		t.Errorf("IIQ took %+v, want a length of 1 and got[0] %v", got, want)
	}
	s.want("denied D. sam true", `SELECT outcome || ' ' || outcome_by || ' ' || outcome_here FROM work_items`)
}

func TestUnknownOutcomeIsReadBackBeforeAnythingIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step   string
		set    func(*env)
		end    string
		writes int
	}{
		"it had its effect": {"answer", func(*env) {}, "recorded  closed approved", 1},
		"it had no effect":  {"put", func(*env) {}, "recorded  closed approved", 1},
		"somebody was first": {"put", func(s *env) {
			s.iiq.end("i1", approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x", Comments: []string{"mine"}})
		}, "refused already_decided closed approved", 0},
		"same words, another state": {"put", func(s *env) {
			s.iiq.end("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "sam.x", Comments: []string{"(D. sam, in Slack)"}})
		}, "refused already_decided closed denied", 0},
		"the right is lost meanwhile": {"put", func(s *env) { s.iiq.put(request("i1", "nora")) }, "refused forwarded open ", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			s.iiq.fails(tc.step, approvals.ErrOutcomeUnknown)
			if got := s.attempt(); got != "retry" {
				t.Fatalf(`the first attempt ended as %q, want "retry"`, got)
			}
			tc.set(s)
			s.drain()
			s.want(tc.end, decided)
			if n := len(s.iiq.written()); n != tc.writes {
				t.Errorf("IIQ took %d writes, want %d", n, tc.writes)
			}
		})
	}
}

func TestRefusalByIIQSaysWhatIsTrueThen(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set func(*env)
		end string
	}{
		"it is gone": {func(s *env) {
			s.iiq.end("i1", approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x"})
		}, "refused already_decided closed approved"},
		"it was forwarded":    {func(s *env) { s.iiq.put(request("i1", "nora")) }, "refused forwarded open "},
		"nobody answers now":  {func(s *env) { s.iiq.fails("read", errAway) }, "recording  open "},
		"nothing has changed": {func(*env) {}, "refused iiq_refused open "},
		"it is shown as ended": {func(s *env) {
			w := request("i1", "sam")
			w.State = approvals.StateExpired
			s.iiq.put(w)
		}, "refused expired closed expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			h := s.iiq.stops("put")
			s.iiq.fails("put", spoken{"Not today."})
			wakeUp := s.abandon(s.next("submit_decision"), h)
			tc.set(s)
			wakeUp()
			s.want(tc.end, decided)
		})
	}
}

func TestIIQsOwnSentenceIsKept(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	id := s.click("sam", "i1", approvals.Approve, "")
	s.iiq.fails("put", spoken{"Not today."})
	s.drain()
	e, err := s.EndingOf(t.Context(), id)
	s.must(err)
	if e.Refusal == nil || e.Refusal.Reason != "Not today." || len(s.slack.told) != 1 {
		t.Errorf("the clicker is told %+v, %d times, want \"Not today.\", once", e.Refusal, len(s.slack.told))
	}
}

func TestGoneAfterOurWriteWaitsForTheRequestToTell(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.iiq.fails("answer", approvals.ErrOutcomeUnknown)
	s.attempt()
	late := s.iiq.requests["Ri1"]
	delete(s.iiq.requests, "Ri1")
	if got := s.attempt(); got != "retry" {
		t.Errorf(`without a summary the attempt ended as %q, want "retry"`, got)
	}
	s.want("false", `SELECT stalled FROM decisions`)
	s.iiq.requests["Ri1"] = late
	if got := s.attempt(); got != "recorded" {
		t.Errorf(`with the summary the attempt ended as %q, want "recorded"`, got)
	}
}

func TestGoneAfterOurWriteAndNobodyEverTells(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		lost  func(*env)
		after time.Duration
		want  []string
	}{
		"the request tells of no end": {func(s *env) { s.iiq.requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1"} },
			3 * time.Minute, []string{"retry", "unheard"}},
		"the request tells of no end yet": {func(s *env) { s.iiq.requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1"} },
			110 * time.Second, []string{"retry", "retry", "retry"}},
		"the request is not listed": {func(s *env) { delete(s.iiq.requests, "Ri1") }, time.Minute, []string{"retry", "retry", "retry"}},
		"the request is not listed for as long as it may": {func(s *env) { delete(s.iiq.requests, "Ri1") }, 2 * testKeep,
			[]string{"given_up"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			s.iiq.fails("answer", approvals.ErrOutcomeUnknown)
			s.attempt()
			told := s.iiq.requests["Ri1"]
			tc.lost(s)
			s.later(tc.after)
			for n, want := range tc.want {
				if got := s.attempt(); got != want {
					t.Errorf("attempt %d: got %q, want %q", n, got, want)
				}
			}
			switch tc.want[len(tc.want)-1] {
			case "unheard":
				s.want("refused unheard closed completed", decided)
			case "retry":
				s.iiq.requests["Ri1"] = told
				if got := s.attempt(); got != "recorded" {
					t.Errorf("with the request: got %q, want recorded", got)
				}
			}
		})
	}
}

func TestGivingUp(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sent   bool
		silent bool
		age    time.Duration
		want   string
	}{
		"never sent, and nobody has tried yet":  {false, false, testKeep, "recorded"},
		"never sent, and twice as old":          {false, false, 2 * testKeep, "given_up"},
		"never sent, IIQ silent":                {false, true, testKeep, "given_up"},
		"sent long ago, IIQ shows it open":      {true, false, testKeep, "recorded"},
		"sent long ago, and twice as old":       {true, false, 2 * testKeep, "given_up"},
		"sent, and IIQ does not say":            {true, true, testKeep, "retry"},
		"sent, and IIQ has not said for twice":  {true, true, 2 * testKeep, "given_up"},
		"just before the time is over":          {false, false, testKeep - time.Second, "recorded"},
		"just before the time is over, refused": {false, true, testKeep - time.Second, "retry"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			if tc.sent {
				s.iiq.fails("put", approvals.ErrOutcomeUnknown)
				s.attempt()
			}
			s.later(tc.age)
			if tc.silent {
				s.iiq.fails("read", errAway)
			}
			if got := s.attempt(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			if tc.want != "given_up" {
				return
			}
			s.want("true", `SELECT not_recorded FROM work_items`)
			s.want("1", `SELECT count(*) FROM river_job WHERE kind = 'tell_clicker'`)
			s.drain()
			s.seen(request("i1", "sam"))
			s.want("false", `SELECT not_recorded FROM work_items`)
		})
	}
}

// A decision whose write went out lately and that IIQ has not taken is given up when it is old.
func TestGivingUpAfterALateTry(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.later(testKeep)
	s.iiq.fails("put", approvals.ErrOutcomeUnknown)
	for n, want := range []string{"retry", "given_up"} {
		if got := s.attempt(); got != want {
			t.Errorf("attempt %d ended as %q, want %q", n, got, want)
		}
	}
	if n := len(s.iiq.written()); n != 0 {
		t.Errorf("IIQ took %d writes, want none", n)
	}
}

// Ages are Postgres's. A process whose clock is a day wrong tries what all others try, and gives up what they give up.
func TestAProcessWhoseClockIsWrong(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"ahead": 25 * time.Hour, "behind": -25 * time.Hour} {
		for what, tc := range map[string]struct {
			age    time.Duration
			silent bool
			want   string
		}{
			"new":                {0, false, "recorded"},
			"new, IIQ is silent": {0, true, "retry"},
			"old, IIQ is silent": {testKeep, true, "given_up"},
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				t.Parallel()
				s := newEnv(t)
				s.setClock(time.Now().Add(off))
				s.see(request("i1", "sam"))
				s.click("sam", "i1", approvals.Approve, "")
				s.later(tc.age)
				if tc.silent {
					s.iiq.fails("read", errAway)
				}
				if got := s.attempt(); got != tc.want {
					t.Errorf("the attempt ended as %q, want %q", got, tc.want)
				}
				if tc.silent {
					return
				}
				s.want("true", `SELECT written_at BETWEEN now() - interval '1 min' AND now() + interval '1 min' FROM decisions`)
			})
		}
	}
}

func TestWaitingAsLongAsIIQAsks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		wait string
	}{
		"as it asks":             {&approvals.RetryAfterError{After: 10 * time.Minute, Err: approvals.ErrIIQBusy}, `next_try_at BETWEEN now() + interval '9 min' AND now() + interval '10 min'`},
		"but never over an hour": {&approvals.RetryAfterError{After: 9 * time.Hour, Err: approvals.ErrIIQBusy}, `next_try_at BETWEEN now() + interval '59 min' AND now() + interval '60 min'`},
		"else a second or so":    {approvals.ErrIIQAway, `next_try_at < now() + interval '2 s'`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			s.iiq.fails("put", tc.err)
			s.attempt()
			s.want("true", `SELECT `+tc.wait+` FROM decisions`)
			s.want("true", `SELECT stalled FROM decisions`)
		})
	}
}

func TestCardsTellWhileIIQDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.iiq.fails("read", errAway)
	s.attempt()
	want := s.one(`SELECT want FROM cards`)
	s.iiq.fails("read", errAway)
	s.attempt()
	s.want(want, `SELECT want FROM cards`)
	s.want("true", `SELECT stalled FROM decisions`)
	s.drain()
	if m := s.slack.of("U-sam"); len(m) != 1 || m[0].outcome != approvals.OutcomeApproved {
		t.Errorf("in the end Sam has %+v, want a length of 1 and outcome %v", m, approvals.OutcomeApproved)
	}
}

// What cards say of IIQ is what is wrong with it now, at each step of a decision. They change when that changes, and not at each
// attempt.
func TestCardsTellWhatIsWrongWithIIQ(t *testing.T) {
	t.Parallel()
	said := func(s string) error {
		return &approvals.IIQTroubleError{Trouble: approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: s},
			Err: approvals.ErrOutcomeUnknown}
	}
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	for _, tc := range []struct {
		name, step string
		err        error
		want       approvals.IIQTrouble
		changes    bool
	}{
		{"away", "read", errAway, approvals.IIQTrouble{Kind: approvals.TroubleAway}, true},
		{"still away", "reverify", errAway, approvals.IIQTrouble{Kind: approvals.TroubleAway}, false},
		{"an error", "put", said("Locked at 10:00."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Locked at 10:00."}, true},
		{"the same error", "put", said("Locked at 10:01."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Locked at 10:00."}, false},
		{"another error", "put", said("Out of memory."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Out of memory."}, true},
		{"the account", "read", approvals.ErrIIQUnauthorised, approvals.IIQTrouble{Kind: approvals.TroubleAccount}, true},
		{"Slack, and not IIQ", "reverify", errors.New("Slack is slow"), approvals.IIQTrouble{}, true},
		{"the account again", "put", approvals.ErrIIQUnauthorised, approvals.IIQTrouble{Kind: approvals.TroubleAccount}, true},
	} {
		before := s.one(`SELECT want FROM cards`)
		if tc.step == "reverify" {
			s.people.fails(tc.step, tc.err)
		} else {
			s.iiq.fails(tc.step, tc.err)
		}
		if got := s.attempt(); got != "retry" {
			t.Errorf(`%s: the attempt ended as %q, want "retry"`, tc.name, got)
		}
		v, err := s.ViewFor(t.Context(), "i1", "sam")
		s.must(err)
		if v.Decision == nil || v.Decision.Trouble != tc.want {
			t.Errorf("%s: the card tells %+v, want %+v", tc.name, v.Decision, tc.want)
		}
		page, err := s.Pending(t.Context(), approvals.Identity{ID: "sam"}, 0, 10)
		s.must(err)
		if len(page.Rows) != 1 || page.Rows[0].Decision.Trouble != tc.want {
			t.Errorf("%s: the list tells %+v, want %+v", tc.name, page.Rows, tc.want)
		}
		if changed := s.one(`SELECT want FROM cards`) != before; changed != tc.changes {
			t.Errorf("%s: the card changes: %t, want %t", tc.name, changed, tc.changes)
		}
	}
	s.drain()
	s.want("recorded {}", `SELECT state || ' ' || trouble::text FROM decisions`)
}

// An attempt of a version that knows no kinds of trouble leaves the column as it is: what stands there is not told of its attempt.
func TestTheAttemptOfAnOlderVersionIsToldAsThatVersionTellsIt(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.iiq.fails("read", approvals.ErrIIQUnauthorised)
	s.attempt()
	for sql, want := range map[string]approvals.IIQTroubleKind{
		`UPDATE decisions SET stalled = true, last_error = 'what it met'`:  approvals.TroubleAway,
		`UPDATE decisions SET stalled = false, last_error = 'what it met'`: approvals.TroubleNone,
	} {
		s.exec(sql)
		v, err := s.ViewFor(t.Context(), "i1", "sam")
		s.must(err)
		if got := v.Decision.Trouble.Kind; got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

// Who is told that their decision was given up is told what kept IIQ from taking it.
func TestAGivenUpDecisionTellsWhatWasWrong(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	id := s.click("sam", "i1", approvals.Approve, "")
	s.iiq.fails("read", approvals.ErrIIQUnauthorised)
	s.attempt()
	s.submit.Keep = 0
	if got := s.attempt(); got != "given_up" {
		t.Fatalf(`the attempt ended as %q, want "given_up"`, got)
	}
	e, err := s.EndingOf(t.Context(), id)
	s.must(err)
	if e.Trouble.Kind != approvals.TroubleAccount {
		t.Errorf("got %+v, want %q", e.Trouble, approvals.TroubleAccount)
	}
}

func TestWorkgroupIsReadBackFromIIQ(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set  func(*env)
		want string
	}{
		"still a member": {func(*env) {}, "recorded  closed approved"},
		"has left": {func(s *env) { s.iiq.members["group"] = []approvals.Identity{{ID: "nora"}}; s.attempt() },
			"refused not_yours open "},
		"a nested group's member": {func(s *env) {
			s.people.groups["inner"] = true
			s.iiq.members["group"] = []approvals.Identity{{ID: "inner"}}
			s.iiq.members["inner"] = []approvals.Identity{{ID: "sam"}, {ID: "group", Workgroup: true}}
		}, "recorded  closed approved"},
		"no answer":                 {func(s *env) { s.iiq.fails("members", errAway) }, "recording  open "},
		"404, as in a redeployment": {func(s *env) { delete(s.iiq.members, "group") }, "recording  open "},
		"turned out to be a person": {func(s *env) { delete(s.iiq.members, "group"); s.people.groups["group"] = false },
			"refused forwarded open "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.people.groups["group"] = true
			s.iiq.members["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
			s.must(s.groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{request("i1", "group")}))
			s.see(request("i1", "group"))
			s.click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			s.attempt()
			s.want(tc.want, decided)
		})
	}
}

func TestStopGivesTheClaimBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	ctx, cancel := contextOf(t)
	h := s.iiq.stops("read")
	s.iiq.fails("read", errors.New("cut"))
	ended := make(chan error, 1)
	row := s.next("submit_decision")
	go func() { ended <- s.work(ctx, row) }()
	h.wait(t)
	cancel()
	h.wake()
	s.must(patience.Receive(t, "the end", ended))
	s.want("true", `SELECT claimed_until < now() AND next_try_at < now() + interval '2 s' FROM decisions`)
	s.drain()
	s.want("recorded  closed approved", decided)
}
