package jobs_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
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
	if got := s.IIQ.Written(); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("IIQ took %+v, want a length of 1 and got[0] %v", got, want)
	}
	s.Want("denied D. sam true", `SELECT outcome || ' ' || outcome_by || ' ' || outcome_here FROM work_items`)
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
