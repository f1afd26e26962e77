package approvals

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Each case has one fact. The answers to an offer, to a submission and to a click by itself follow from the same rule.
func TestWhatWantsAClickOfItsOwn(t *testing.T) {
	t.Parallel()
	sam := Identity{ID: "sam", Name: "sam", Display: "Sam Okoye"}
	plain := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"},
		Lines: []ApprovalItem{{Value: "Ledger"}}}
	item := func(change func(*WorkItem)) func(*Standing, *Policy) {
		return func(s *Standing, _ *Policy) { change(&s.Item) }
	}
	under := func(v sensitivity.Verdict) func(*Standing, *Policy) {
		return func(s *Standing, _ *Policy) { s.Exposure = v }
	}
	demand := func(words ...string) func(*Standing, *Policy) {
		return under(sensitivity.Verdict{Demands: sensitivity.DemandsOf(words)})
	}
	violated := item(func(w *WorkItem) { w.Violations = []string{"SoD 7"} })
	own := item(func(w *WorkItem) { w.Target = Ref{ID: "sam"} })
	for name, c := range map[string]struct {
		facts          func(*Standing, *Policy)
		several, alone string
	}{
		"nothing special": {func(*Standing, *Policy) {}, "", ""},
		"a violation":     {violated, "bulk_violation", ""},
		"a privileged line": {item(func(w *WorkItem) { w.Lines = []ApprovalItem{{Value: "a"}, {Value: "b", Privileged: true}} }),
			"bulk_privileged", ""},
		"privileged by context":      {func(s *Standing, _ *Policy) { s.Privileged = true }, "bulk_privileged", ""},
		"a demand for one":           {demand("single"), "bulk_rules", ""},
		"a demand for a comment":     {demand("comment"), "bulk_rules", ""},
		"a demand for confirmation":  {demand("confirmation"), "bulk_rules", ""},
		"a demand for lines, of one": {demand("lines"), "bulk_rules", ""},
		"a demand for lines, of several": {func(s *Standing, p *Policy) {
			demand("lines")(s, p)
			s.Item.Lines, p.Lines = []ApprovalItem{{ID: "l1", Value: "a"}, {ID: "l2", Value: "b"}}, true
		}, "bulk_rules", "lines_only"},
		"a demand for IIQ":          {demand("iiq"), "rules", "rules"},
		"a word of a newer version": {demand("something"), "rules", "rules"},
		"a signature":               {item(func(w *WorkItem) { w.Signature = true }), "signature", "signature"},
		"a form":                    {item(func(w *WorkItem) { w.Type = TypeForm }), "type", "type"},
		"unreadable":                {item(func(w *WorkItem) { w.Unread = []Gap{GapLine} }), "not_whole", "not_whole"},
		"one's own":                 {own, "self", "self"},
		"one's own, allowed":        {func(s *Standing, p *Policy) { own(s, p); p.AllowSelf = true }, "bulk_own", ""},
		"nobody knows whose, allowed": {func(s *Standing, p *Policy) { s.Item.Requester, p.AllowSelf = Ref{}, true },
			"bulk_unknown_people", ""},
		"a notice that violates": {func(s *Standing, p *Policy) {
			violated(s, p)
			s.Exposure = sensitivity.Verdict{Show: sensitivity.Notice}
		}, "rules", "rules"},
		"on its way": {func(s *Standing, _ *Policy) {
			s.Decision = &DecisionView{State: DecisionRecording, Verdict: Approve, DeciderID: "lee", DeciderName: "Lee"}
		}, "being_recorded Lee approved", "being_recorded Lee approved"},
		"forwarded":              {func(s *Standing, _ *Policy) { s.Active, s.OwnerName = false, "Nora" }, "forwarded Nora", "forwarded Nora"},
		"switched off":           {func(_ *Standing, p *Policy) { p.BulkMax = 0 }, "bulk_off", ""},
		"on trial":               {func(_ *Standing, p *Policy) { p.ReadOnly = true }, "trial", "trial"},
		"hidden":                 {under(sensitivity.Verdict{Show: sensitivity.None}), "rules", "rules"},
		"masked, but else plain": {under(sensitivity.Verdict{Show: sensitivity.Masked}), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := Standing{Known: true, Approver: true, Active: true, Open: true, Item: plain}, Policy{BulkMax: 25}
			c.facts(&s, &p)
			mark := OfferMark(DigestUnder(s.Item, s.Exposure), FactsDigest(s.Item))
			offer := Ask{Who: sam, Purpose: ToOffer, Verdict: Approve}
			if got := inWords(p.MayAct(offer, s)); got != c.several {
				t.Errorf("to be offered: got %q, want %q", got, c.several)
			}
			p.ApproveComment = true
			if got := inWords(p.MayAct(offer, s)); got != c.several {
				t.Errorf("to be offered before the comment is written: got %q, want %q", got, c.several)
			}
			ask := Ask{Who: sam, Purpose: ToDecide, Verdict: Approve, Comment: "fine", Several: true, OfferMark: mark}
			if got := inWords(p.MayAct(ask, s)); got != c.several {
				t.Errorf("along with others: got %q, want %q", got, c.several)
			}
			ask = Ask{Who: sam, Purpose: ToDecide, Verdict: Approve, Comment: "fine", Confirmed: true}
			if got := inWords(p.MayAct(ask, s)); got != c.alone {
				t.Errorf("by itself: got %q, want %q", got, c.alone)
			}
		})
	}
}

// A box is good for what it showed.
func TestABoxIsForWhatItShowed(t *testing.T) {
	t.Parallel()
	w := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"},
		Lines: []ApprovalItem{{Value: "Ledger"}}}
	mark := OfferMark(RequestDigest(w), FactsDigest(w))
	for name, c := range map[string]struct {
		mark   string
		change func(*WorkItem)
		want   string
	}{
		"the same":                 {mark, func(*WorkItem) {}, ""},
		"the beginning of it":      {mark[:LeastOfferMark], func(*WorkItem) {}, ""},
		"too little of it":         {mark[:LeastOfferMark-1], func(*WorkItem) {}, "changed"},
		"none":                     {"", func(*WorkItem) {}, "changed"},
		"another value since":      {mark, func(w *WorkItem) { w.Lines = []ApprovalItem{{Value: "Payroll"}} }, "changed"},
		"a comment since":          {mark, func(w *WorkItem) { w.Comments = []Comment{{Text: "No."}} }, "changed"},
		"a due date since":         {mark, func(w *WorkItem) { w.Due = time.Unix(1767000000, 0) }, ""},
		"another reason since":     {mark, func(w *WorkItem) { w.Justification = "audit" }, "changed"},
		"a violation since":        {mark, func(w *WorkItem) { w.Violations = []string{"SoD 7"} }, "bulk_violation"},
		"with a mark of something": {OfferMark([]byte("x"), nil), func(*WorkItem) {}, "changed"},
	} {
		s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: w}
		c.change(&s.Item)
		a := Ask{Who: Identity{ID: "sam"}, Purpose: ToDecide, Verdict: Approve, Several: true, OfferMark: c.mark}
		if got := inWords((Policy{BulkMax: 25}).MayAct(a, s)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestTheSameChoiceInTheSameFormIsOneBulk(t *testing.T) {
	t.Parallel()
	chosen := func(ids ...string) (all []BulkChoice) {
		for _, id := range ids {
			all = append(all, BulkChoice{WorkItemID: id, Mark: "0123456789"})
		}
		return all
	}
	form := uuid.New()
	b := BulkClick{Form: form, Chosen: chosen("i1", "i2")}
	for name, c := range map[string]struct {
		other BulkClick
		same  bool
	}{
		"again":        {BulkClick{Form: form, Chosen: chosen("i1", "i2"), Comment: "other words"}, true},
		"turned round": {BulkClick{Form: form, Chosen: chosen("i2", "i1")}, true},
		"fewer":        {BulkClick{Form: form, Chosen: chosen("i1")}, false},
		"another form": {BulkClick{Form: uuid.New(), Chosen: chosen("i1", "i2")}, false},
	} {
		if got := c.other.BulkID() == b.BulkID(); got != c.same {
			t.Errorf("%s: the same bulk is %t, want %t", name, got, c.same)
		}
	}
	if one, other := b.Click(b.Chosen[0]), (BulkClick{Form: form, Chosen: chosen("i1")}).Click(b.Chosen[0]); one.ID != other.ID {
		t.Errorf("clicks on one item in one form: got %q and %q, want the same", one.ID, other.ID)
	}
}
