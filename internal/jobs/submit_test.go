package jobs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// decided tells how the one decision ended: its state, why it was refused, the item's state and outcome.
const decided = jobstest.Decided

func TestWhatBecomesOfADecision(t *testing.T) {
	t.Parallel()
	over := func(state approvals.ItemState, by, comment string) func(*env) {
		return func(s *env) {
			s.IIQ.End("i1", approvals.ApprovalSummary{State: state, Completer: by, Comments: []string{comment}})
		}
	}
	for name, tc := range map[string]struct {
		set func(*env)
		// want is how the attempt ended, end what is in the tables after it.
		want, end string
		writes    int
	}{
		"it is recorded":          {func(*env) {}, "recorded", "recorded  closed approved", 1},
		"the read gets no answer": {func(s *env) { s.IIQ.Fails("read", jobstest.ErrAway) }, "retry", "recording  open ", 0},
		"the map gets no answer":  {func(s *env) { s.People.Fails("reverify", jobstest.ErrAway) }, "retry", "recording  open ", 0},
		"the list gets no answer": {func(s *env) { over("", "", "")(s); s.IIQ.Fails("list", jobstest.ErrAway) }, "retry",
			"recording  open ",
			0},
		"not by id, but in the list": {func(s *env) { s.IIQ.Fails("read", approvals.ErrNoAnswerByID) }, "recorded",
			"recorded  closed approved", 1},
		"somebody approved it in IIQ": {over(approvals.StateFinished, "nora.x", "ok"), "too_late",
			"refused already_decided closed approved", 0},
		"somebody denied it in IIQ": {over(approvals.StateRejected, "nora.x", "no"), "too_late",
			"refused already_decided closed denied", 0},
		"it expired":         {over(approvals.StateExpired, "", ""), "too_late", "refused expired closed expired", 0},
		"it was canceled":    {over(approvals.StateCanceled, "", ""), "too_late", "refused canceled closed canceled", 0},
		"it is missing once": {over("", "", ""), "retry", "recording  open ", 0},
		"the request gets no answer": {func(s *env) { over("", "", "")(s); s.IIQ.Fails("request", jobstest.ErrAway) }, "retry",
			"recording  open ", 0},
		"the decider is a guest by now": {func(s *env) { s.People.Fails("reverify", approvals.Refuse(approvals.RefusedGuest)) }, "refused",
			"refused guest open ", 0},
		"it was forwarded": {func(s *env) { s.IIQ.Put(jobstest.Request("i1", "nora")) }, "refused", "refused forwarded open ", 0},
		"it demands a signature by now": {func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.Signature = true
			s.IIQ.Put(w)
		}, "refused", "refused signature open ", 0},
		"not all of it can be read": {func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.Unread = []approvals.Gap{approvals.GapSet}
			s.IIQ.Put(w)
		}, "refused", "refused not_whole open ", 0},
		"it asks for something else far behind": {func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.Lines[0].Value = "Reader" + strings.Repeat(" of this and that", 100) + " and admin"
			s.IIQ.Put(w)
		}, "refused", "refused changed open ", 0},
		"it turns out to be their own": {func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.Target = approvals.Ref{Name: "SAM.X"}
			s.IIQ.Put(w)
		}, "refused", "refused self open ", 0},
		"IIQ shows it as ended by another": {func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.State, w.Completer = approvals.StateRejected, "nora.x"
			s.IIQ.Put(w)
			s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Summaries: []approvals.ApprovalSummary{{WorkItemID: "i1", State: approvals.StateRejected, Completer: "nora.x"}}}
		}, "too_late", "refused already_decided closed denied", 0},
		"IIQ says no": {func(s *env) { s.IIQ.Fails("put", jobstest.Spoken("Not today.")) }, "refused",
			"refused iiq_refused open ", 0},
		"IIQ is busy":        {func(s *env) { s.IIQ.Fails("put", approvals.ErrIIQBusy) }, "retry", "recording  open ", 0},
		"IIQ is away":        {func(s *env) { s.IIQ.Fails("put", approvals.ErrIIQAway) }, "retry", "recording  open ", 0},
		"the answer is lost": {func(s *env) { s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown) }, "retry", "recording  open ", 1},
		"the answer tells of another decision": {func(s *env) {
			s.IIQ.Answer = &approvals.WorkItem{ID: "i1", State: approvals.StateRejected}
		}, "retry", "recording  open ", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			if got := s.Attempt(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			s.Want(tc.end, decided)
			if n := len(s.IIQ.Written()); n != tc.writes {
				t.Errorf("IIQ took %d writes, want %d", n, tc.writes)
			}
		})
	}
}

func TestWhatIsWrittenIsWhatWasDecided(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Deny, "Not before the audit.")
	s.Drain()
	want := approvals.Write{WorkItemID: "i1", ApproverID: "sam", State: approvals.StateRejected,
		Comment: "Not before the audit. (D. sam, in Slack)"}
	want.Key, want.Expect.Request = s.One(`SELECT id::text FROM decisions`), "Ri1"
	if got := s.IIQ.Written(); len(got) != 1 || got[0] != want {
		t.Errorf("IIQ took %+v, want a length of 1 and got[0] %v", got, want)
	}
	s.Want("denied D. sam true", `SELECT outcome || ' ' || outcome_by || ' ' || outcome_here FROM work_items`)
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
			s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x", Comments: []string{"mine"}})
		}, "refused already_decided closed approved", 0},
		"same words, another state": {"put", func(s *env) {
			s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "sam.x", Comments: []string{"(D. sam, in Slack)"}})
		}, "refused already_decided closed denied", 0},
		"the right is lost meanwhile": {"put", func(s *env) { s.IIQ.Put(jobstest.Request("i1", "nora")) }, "refused forwarded open ", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Fails(tc.step, approvals.ErrOutcomeUnknown)
			if got := s.Attempt(); got != "retry" {
				t.Fatalf(`the first attempt ended as %q, want "retry"`, got)
			}
			tc.set(s)
			s.Drain()
			s.Want(tc.end, decided)
			if n := len(s.IIQ.Written()); n != tc.writes {
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
			s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x"})
		}, "refused already_decided closed approved"},
		"it was forwarded":    {func(s *env) { s.IIQ.Put(jobstest.Request("i1", "nora")) }, "refused forwarded open "},
		"nobody answers now":  {func(s *env) { s.IIQ.Fails("read", jobstest.ErrAway) }, "recording  open "},
		"nothing has changed": {func(*env) {}, "refused iiq_refused open "},
		"it is shown as ended": {func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.State = approvals.StateExpired
			s.IIQ.Put(w)
		}, "refused expired closed expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			h := s.IIQ.Stops("put")
			s.IIQ.Fails("put", jobstest.Spoken("Not today."))
			wakeUp := s.Abandon(s.Next("submit_decision"), h)
			tc.set(s)
			wakeUp()
			s.Want(tc.end, decided)
		})
	}
}

func TestIIQsOwnSentenceIsKept(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	id := s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("put", jobstest.Spoken("Not today."))
	s.Drain()
	e, err := s.EndingOf(t.Context(), id)
	s.Must(err)
	if e.Refusal == nil || e.Refusal.Reason != "Not today." || len(s.Slack.Told) != 1 {
		t.Errorf("the clicker is told %+v, %d times, want \"Not today.\", once", e.Refusal, len(s.Slack.Told))
	}
}

func TestGoneAfterOurWriteWaitsForTheRequestToTell(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
	s.Attempt()
	late := s.IIQ.Requests["Ri1"]
	delete(s.IIQ.Requests, "Ri1")
	if got := s.Attempt(); got != "retry" {
		t.Errorf(`without a summary the attempt ended as %q, want "retry"`, got)
	}
	s.Want("false", `SELECT stalled FROM decisions`)
	s.IIQ.Requests["Ri1"] = late
	if got := s.Attempt(); got != "recorded" {
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
		"the request tells of no end": {func(s *env) { s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1"} },
			3 * time.Minute, []string{"retry", "unheard"}},
		"the request tells of no end yet": {func(s *env) { s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1"} },
			110 * time.Second, []string{"retry", "retry", "retry"}},
		"the request is not listed": {func(s *env) { delete(s.IIQ.Requests, "Ri1") }, time.Minute, []string{"retry", "retry", "retry"}},
		"the request is not listed for as long as it may": {func(s *env) { delete(s.IIQ.Requests, "Ri1") }, 2 * jobstest.Keep,
			[]string{"given_up"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
			s.Attempt()
			told := s.IIQ.Requests["Ri1"]
			tc.lost(s)
			s.Later(tc.after)
			for n, want := range tc.want {
				if got := s.Attempt(); got != want {
					t.Errorf("attempt %d: got %q, want %q", n, got, want)
				}
			}
			switch tc.want[len(tc.want)-1] {
			case "unheard":
				s.Want("refused unheard closed completed", decided)
			case "retry":
				s.IIQ.Requests["Ri1"] = told
				if got := s.Attempt(); got != "recorded" {
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
		"never sent, and nobody has tried yet":  {false, false, jobstest.Keep, "recorded"},
		"never sent, and twice as old":          {false, false, 2 * jobstest.Keep, "given_up"},
		"never sent, IIQ silent":                {false, true, jobstest.Keep, "given_up"},
		"sent long ago, IIQ shows it open":      {true, false, jobstest.Keep, "recorded"},
		"sent long ago, and twice as old":       {true, false, 2 * jobstest.Keep, "given_up"},
		"sent, and IIQ does not say":            {true, true, jobstest.Keep, "retry"},
		"sent, and IIQ has not said for twice":  {true, true, 2 * jobstest.Keep, "given_up"},
		"just before the time is over":          {false, false, jobstest.Keep - time.Second, "recorded"},
		"just before the time is over, refused": {false, true, jobstest.Keep - time.Second, "retry"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			if tc.sent {
				s.IIQ.Fails("put", approvals.ErrOutcomeUnknown)
				s.Attempt()
			}
			s.Later(tc.age)
			if tc.silent {
				s.IIQ.Fails("read", jobstest.ErrAway)
			}
			if got := s.Attempt(); got != tc.want {
				t.Errorf("the attempt ended as %q, want %q", got, tc.want)
			}
			if tc.want != "given_up" {
				return
			}
			s.Want("true", `SELECT not_recorded FROM work_items`)
			s.Want("1", `SELECT count(*) FROM river_job WHERE kind = 'tell_clicker'`)
			s.Drain()
			s.Learn(jobstest.Request("i1", "sam"))
			s.Want("false", `SELECT not_recorded FROM work_items`)
		})
	}
}

// A decision whose write went out lately and that IIQ has not taken is given up when it is old.
func TestGivingUpAfterALateTry(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.Later(jobstest.Keep)
	s.IIQ.Fails("put", approvals.ErrOutcomeUnknown)
	for n, want := range []string{"retry", "given_up"} {
		if got := s.Attempt(); got != want {
			t.Errorf("attempt %d ended as %q, want %q", n, got, want)
		}
	}
	if n := len(s.IIQ.Written()); n != 0 {
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
			"old, IIQ is silent": {jobstest.Keep, true, "given_up"},
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				t.Parallel()
				s := newEnv(t)
				s.SetClock(time.Now().Add(off))
				s.See(jobstest.Request("i1", "sam"))
				s.Click("sam", "i1", approvals.Approve, "")
				s.Later(tc.age)
				if tc.silent {
					s.IIQ.Fails("read", jobstest.ErrAway)
				}
				if got := s.Attempt(); got != tc.want {
					t.Errorf("the attempt ended as %q, want %q", got, tc.want)
				}
				if tc.silent {
					return
				}
				s.Want("true", `SELECT written_at BETWEEN now() - interval '1 min' AND now() + interval '1 min' FROM decisions`)
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
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Fails("put", tc.err)
			s.Attempt()
			s.Want("true", `SELECT `+tc.wait+` FROM decisions`)
			s.Want("true", `SELECT stalled FROM decisions`)
		})
	}
}

func TestCardsTellWhileIIQDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("read", jobstest.ErrAway)
	s.Attempt()
	want := s.One(`SELECT want FROM cards`)
	s.IIQ.Fails("read", jobstest.ErrAway)
	s.Attempt()
	s.Want(want, `SELECT want FROM cards`)
	s.Want("true", `SELECT stalled FROM decisions`)
	s.Drain()
	if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Outcome != approvals.OutcomeApproved {
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
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	for _, tc := range []struct {
		name, step string
		err        error
		want       approvals.IIQTrouble
		changes    bool
	}{
		{"away", "read", jobstest.ErrAway, approvals.IIQTrouble{Kind: approvals.TroubleAway}, true},
		{"still away", "reverify", jobstest.ErrAway, approvals.IIQTrouble{Kind: approvals.TroubleAway}, false},
		{"an error", "put", said("Locked at 10:00."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Locked at 10:00."}, true},
		{"the same error", "put", said("Locked at 10:01."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Locked at 10:00."}, false},
		{"another error", "put", said("Out of memory."), approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: "Out of memory."}, true},
		{"the account", "read", approvals.ErrIIQUnauthorised, approvals.IIQTrouble{Kind: approvals.TroubleAccount}, true},
		{"Slack, and not IIQ", "reverify", errors.New("Slack is slow"), approvals.IIQTrouble{}, true},
		{"the account again", "put", approvals.ErrIIQUnauthorised, approvals.IIQTrouble{Kind: approvals.TroubleAccount}, true},
	} {
		before := s.One(`SELECT want FROM cards`)
		if tc.step == "reverify" {
			s.People.Fails(tc.step, tc.err)
		} else {
			s.IIQ.Fails(tc.step, tc.err)
		}
		if got := s.Attempt(); got != "retry" {
			t.Errorf(`%s: the attempt ended as %q, want "retry"`, tc.name, got)
		}
		v, err := s.ViewFor(t.Context(), "i1", "sam")
		s.Must(err)
		if v.Decision == nil || v.Decision.Trouble != tc.want {
			t.Errorf("%s: the card tells %+v, want %+v", tc.name, v.Decision, tc.want)
		}
		page, err := s.Pending(t.Context(), approvals.Identity{ID: "sam"}, 0, 10)
		s.Must(err)
		if len(page.Rows) != 1 || page.Rows[0].Decision.Trouble != tc.want {
			t.Errorf("%s: the list tells %+v, want %+v", tc.name, page.Rows, tc.want)
		}
		if changed := s.One(`SELECT want FROM cards`) != before; changed != tc.changes {
			t.Errorf("%s: the card changes: %t, want %t", tc.name, changed, tc.changes)
		}
	}
	s.Drain()
	s.Want("recorded {}", `SELECT state || ' ' || trouble::text FROM decisions`)
}

// An attempt of a version that knows no kinds of trouble leaves the column as it is: what stands there is not told of its attempt.
func TestTheAttemptOfAnOlderVersionIsToldAsThatVersionTellsIt(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("read", approvals.ErrIIQUnauthorised)
	s.Attempt()
	for sql, want := range map[string]approvals.IIQTroubleKind{
		`UPDATE decisions SET stalled = true, last_error = 'what it met'`:  approvals.TroubleAway,
		`UPDATE decisions SET stalled = false, last_error = 'what it met'`: approvals.TroubleNone,
	} {
		s.Exec(sql)
		v, err := s.ViewFor(t.Context(), "i1", "sam")
		s.Must(err)
		if got := v.Decision.Trouble.Kind; got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

// Who is told that their decision was given up is told what kept IIQ from taking it.
func TestAGivenUpDecisionTellsWhatWasWrong(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	id := s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("read", approvals.ErrIIQUnauthorised)
	s.Attempt()
	s.Submit.Keep = 0
	if got := s.Attempt(); got != "given_up" {
		t.Fatalf(`the attempt ended as %q, want "given_up"`, got)
	}
	e, err := s.EndingOf(t.Context(), id)
	s.Must(err)
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
		"has left": {func(s *env) { s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "nora"}}; s.Attempt() },
			"refused not_yours open "},
		"a nested group's member": {func(s *env) {
			s.People.Groups["inner"] = true
			s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "inner"}}
			s.IIQ.MembersOf["inner"] = []approvals.Identity{{ID: "sam"}, {ID: "group", Workgroup: true}}
		}, "recorded  closed approved"},
		"no answer":                 {func(s *env) { s.IIQ.Fails("members", jobstest.ErrAway) }, "recording  open "},
		"404, as in a redeployment": {func(s *env) { delete(s.IIQ.MembersOf, "group") }, "recording  open "},
		"turned out to be a person": {func(s *env) { delete(s.IIQ.MembersOf, "group"); s.People.Groups["group"] = false },
			"refused forwarded open "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.People.Groups["group"] = true
			s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
			s.Must(s.Groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{jobstest.Request("i1", "group")}))
			s.See(jobstest.Request("i1", "group"))
			s.Click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			s.Attempt()
			s.Want(tc.want, decided)
		})
	}
}

func TestStopGivesTheClaimBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	ctx, cancel := contextOf(t)
	h := s.IIQ.Stops("read")
	s.IIQ.Fails("read", errors.New("cut"))
	ended := make(chan error, 1)
	row := s.Next("submit_decision")
	go func() { ended <- s.Work(ctx, row) }()
	h.Wait(t)
	cancel()
	h.Wake()
	s.Must(patience.Receive(t, "the end", ended))
	s.Want("true", `SELECT claimed_until < now() AND next_try_at < now() + interval '2 s' FROM decisions`)
	s.Drain()
	s.Want("recorded  closed approved", decided)
}
