package approvals

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

var purposes = []Purpose{ToSee, ToGetCard, ToSnooze, ToDecide}

// inWords gives all that a refusal says, "" for none.
func inWords(r *Refusal) string {
	if r == nil {
		return ""
	}
	s := string(r.Code)
	for _, word := range []string{r.By, string(r.Outcome)} {
		if word != "" {
			s += " " + word
		}
	}
	if r.Mine {
		s += " mine"
	}
	return s
}

// Each case has one fact, or two where one goes before the other, and the answers to all purposes.
func TestWhoMayDoWhat(t *testing.T) {
	sam := Identity{ID: "sam", Name: "sam", Display: "Sam Okoye"}
	w := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"},
		Lines: []ApprovalItem{{Value: "Ledger"}}}
	hidden := sensitivity.Verdict{Show: sensitivity.None}
	notice := sensitivity.Verdict{Show: sensitivity.Notice}
	ended := func(o Outcome, by string) func(*Standing) {
		return func(s *Standing) { s.Open, s.Ended = false, OutcomeView{Outcome: o, By: by} }
	}
	decided := func(state DecisionState, by string) func(*Standing) {
		return func(s *Standing) {
			s.Decision = &DecisionView{State: state, Verdict: Deny, DeciderID: by, DeciderName: "D. " + by}
		}
	}
	lost := func(s *Standing) { s.Active, s.OwnerName = false, "Nora Lind" }
	all := func(facts ...func(*Standing)) func(*Standing) {
		return func(s *Standing) {
			for _, f := range facts {
				f(s)
			}
		}
	}
	under := func(v sensitivity.Verdict) func(*Standing) { return func(s *Standing) { s.Exposure = v } }
	item := func(change func(*WorkItem)) func(*Standing) { return func(s *Standing) { change(&s.Item) } }
	for _, c := range []struct {
		name                         string
		facts                        func(*Standing)
		see, getCard, snooze, decide string
	}{
		{"an approver", all(), "", "", "", ""},
		{"no such item", func(s *Standing) { *s = Standing{} }, "not_yours", "no_such_item", "no_such_item", "no_such_item"},
		{"a stranger", func(s *Standing) { s.Approver, s.Active = false, false }, "not_yours", "not_yours", "not_yours", "not_yours"},
		{"a stranger, hidden and ended", all(func(s *Standing) { s.Approver = false }, under(hidden), ended(OutcomeDenied, "Lee")),
			"not_yours", "not_yours", "not_yours", "not_yours"},
		{"hidden", under(hidden), "rules", "rules", "rules", "rules"},
		{"hidden and ended", all(under(hidden), ended(OutcomeDenied, "Lee")), "rules", "rules", "rules", "rules"},
		{"hidden and lost", all(under(hidden), lost), "rules", "rules", "rules", "rules"},
		{"ended by somebody", ended(OutcomeDenied, "Lee"), "",
			"already_decided Lee denied", "already_decided Lee denied", "already_decided Lee denied"},
		{"ended by oneself", ended(OutcomeApproved, "Sam Okoye"), "", "already_decided Sam Okoye approved mine",
			"already_decided Sam Okoye approved mine", "already_decided Sam Okoye approved mine"},
		{"ended by nobody known", ended(OutcomeMixed, ""), "", "already_decided mixed", "already_decided mixed", "already_decided mixed"},
		{"expired", ended(OutcomeExpired, ""), "", "expired expired", "expired expired", "expired expired"},
		{"canceled", ended(OutcomeCanceled, ""), "", "canceled canceled", "canceled canceled", "canceled canceled"},
		{"completed", ended(OutcomeCompleted, ""), "", "closed completed", "closed completed", "closed completed"},
		{"returned", ended(OutcomeReturned, ""), "", "closed returned", "closed returned", "closed returned"},
		{"ended and lost", all(ended(OutcomeExpired, ""), lost), "", "expired expired", "expired expired", "expired expired"},
		{"forwarded", lost, "", "forwarded Nora Lind", "forwarded Nora Lind", "forwarded Nora Lind"},
		{"left the workgroup", all(lost, func(s *Standing) { s.OwnerWorkgroup = true }), "", "not_yours", "not_yours", "not_yours"},
		{"a notice was forwarded", all(lost, under(notice)), "", "not_yours", "not_yours", "not_yours"},
		{"forwarded, with a decision on its way", all(lost, decided(DecisionRecording, "lee")), "",
			"forwarded Nora Lind", "forwarded Nora Lind", "forwarded Nora Lind"},
		{"somebody's decision is on its way", decided(DecisionRecording, "lee"), "", "", "", "being_recorded D. lee denied"},
		{"one's own decision is on its way", decided(DecisionRecording, "sam"), "", "", "", "being_recorded D. sam denied mine"},
		{"somebody's decision was recorded", decided(DecisionRecorded, "lee"), "", "", "", "already_decided D. lee denied"},
		{"on its way, and a signature", all(decided(DecisionRecording, "lee"), item(func(w *WorkItem) { w.Signature = true })),
			"", "", "", "being_recorded D. lee denied"},
		{"a signature", item(func(w *WorkItem) { w.Signature = true }), "", "", "", "signature"},
		{"a form", item(func(w *WorkItem) { w.Type = TypeForm }), "", "", "", "type"},
		{"one's own request", item(func(w *WorkItem) { w.Requester = Ref{ID: "sam"} }), "", "", "", "self"},
		{"nobody knows whose request", item(func(w *WorkItem) { w.Requester = Ref{} }), "", "", "", "unknown_people"},
		{"not read whole", item(func(w *WorkItem) { w.Unread = []Gap{GapLine} }), "", "", "", "not_whole"},
		{"a notice", under(notice), "", "", "", "rules"},
		{"decided in IIQ alone", under(sensitivity.Verdict{Demands: sensitivity.Demands{IIQ: true}}), "", "", "", "rules"},
		{"a comment by the rules", under(sensitivity.Verdict{Demands: sensitivity.Demands{Comment: true}}), "", "", "", "no_comment"},
		{"a confirmation that nobody asked for", under(sensitivity.Verdict{Demands: sensitivity.Demands{Confirmation: true}}),
			"", "", "", "changed"},
		{"another value than what was shown", item(func(w *WorkItem) { w.Lines = []ApprovalItem{{Value: "Payroll"}} }), "", "", "", "changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: w}
			c.facts(&s)
			for n, want := range []string{c.see, c.getCard, c.snooze, c.decide} {
				a := Ask{Who: sam, Purpose: purposes[n], Verdict: Approve, CardDigest: RequestDigest(w),
					RequestMark: MarkFrom(RequestDigest(w))}
				if got := inWords((Policy{}).MayAct(a, s)); got != want {
					t.Errorf("to %s: %q, want %q", a.Purpose, got, want)
				}
			}
			a := Ask{Who: sam, Purpose: "something new", Verdict: Approve, CardDigest: RequestDigest(w)}
			if got := inWords((Policy{}).MayAct(a, s)); got != c.decide {
				t.Errorf("for an unknown purpose: %q, want what a decision needs, %q", got, c.decide)
			}
		})
	}
}

func TestWhenSomebodyElseWasFirstIsTold(t *testing.T) {
	at := time.Unix(1767000000, 0)
	s := Standing{Known: true, Approver: true, Active: true, Ended: OutcomeView{Outcome: OutcomeDenied, At: at}}
	if r := (Policy{}).MayAct(Ask{Purpose: ToSnooze}, s); r == nil || !r.At.Equal(at) {
		t.Errorf("the end of the item is told as %+v", r)
	}
	s.Open, s.Decision = true, &DecisionView{State: DecisionRecording, ClickedAt: at}
	if r := (Policy{}).MayAct(Ask{Purpose: ToDecide}, s); r == nil || !r.At.Equal(at) {
		t.Errorf("the decision on its way is told as %+v", r)
	}
}

// A control that did not note what it shows is believed; of two that did, each counts.
func TestWhatTheControlShowed(t *testing.T) {
	w := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"}}
	other := w
	other.Lines = []ApprovalItem{{Value: "Payroll"}}
	is, was := RequestDigest(w), RequestDigest(other)
	for name, c := range map[string]struct {
		mark   string
		digest []byte
		want   string
	}{
		"neither":            {"", nil, ""},
		"both":               {MarkFrom(is), is, ""},
		"an old mark":        {MarkFrom(was), nil, "changed"},
		"an old mark, card":  {MarkFrom(was), is, "changed"},
		"an old card":        {"", was, "changed"},
		"an old card, mark":  {MarkFrom(is), was, "changed"},
		"an empty card hash": {"", []byte{}, "changed"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: w}
			a := Ask{Who: Identity{ID: "sam"}, Purpose: ToDecide, Verdict: Approve, RequestMark: c.mark, CardDigest: c.digest}
			if got := inWords((Policy{}).MayAct(a, s)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A decision is written while the item asks for what it was about, and by those who may decide the item still.
func TestWhatIsWritten(t *testing.T) {
	w := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"}}
	other := w
	other.Lines = []ApprovalItem{{Value: "Payroll"}}
	for name, c := range map[string]struct {
		asked  []byte
		change func(*Standing)
		want   string
	}{
		"as it was":           {RequestDigest(w), func(*Standing) {}, ""},
		"of an older version": {nil, func(*Standing) {}, ""},
		"about another thing": {RequestDigest(other), func(*Standing) {}, "changed"},
		"with other demands":  {RequestDigest(w), func(s *Standing) { s.Exposure.Demands.Confirmation = true }, ""},
		"forwarded":           {RequestDigest(w), func(s *Standing) { s.Active = false }, "forwarded Nora"},
		"no longer a member":  {RequestDigest(w), func(s *Standing) { s.Active, s.OwnerWorkgroup = false, true }, "not_yours"},
		"an own request":      {RequestDigest(other), func(s *Standing) { s.Item.Requester.ID = "sam" }, "self"},
		"hidden by the rules": {RequestDigest(w), func(s *Standing) { s.Exposure.Show = sensitivity.None }, "rules"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: w, OwnerName: "Nora"}
			c.change(&s)
			a := Ask{Who: Identity{ID: "sam"}, Purpose: ToWrite, Verdict: Approve, Asked: c.asked}
			if got := inWords((Policy{}).MayAct(a, s)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
