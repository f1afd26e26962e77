package approvals

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// fourLines is a request of four lines, of which nobody has decided one.
func fourLines() WorkItem {
	w := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"}}
	for n := range 4 {
		w.Lines = append(w.Lines, ApprovalItem{ID: fmt.Sprint("l", n+1), Operation: "Add", Application: "Ledger",
			Value: fmt.Sprint("right ", n+1)})
	}
	return w
}

// saying decides the lines in order: a to approve, d to deny, - to say nothing of a line.
func saying(letters string) (d LineDecisions) {
	for n, letter := range letters {
		id := fmt.Sprint("l", n+1)
		switch letter {
		case 'a':
			d = append(d, LineDecision{LineID: id, Verdict: Approve})
		case 'd':
			d = append(d, LineDecision{LineID: id, Verdict: Deny})
		}
	}
	return d
}

func TestWhichItemsAreDecidedLineByLine(t *testing.T) {
	t.Parallel()
	demanded := sensitivity.Verdict{Demands: sensitivity.Demands{Lines: true}}
	many := func(n int) func(*WorkItem) {
		return func(w *WorkItem) {
			w.Lines = nil
			for i := range n {
				w.Lines = append(w.Lines, ApprovalItem{ID: fmt.Sprint("l", i)})
			}
		}
	}
	for name, c := range map[string]struct {
		off    bool
		rules  sensitivity.Verdict
		change func(*WorkItem)
		want   LineOffer
	}{
		"four lines":               {want: LinesOffered},
		"four lines, by the rules": {rules: demanded, want: LinesDemanded},
		"not taken":                {off: true, want: LinesInIIQ},
		"not taken, by the rules":  {off: true, rules: demanded, want: LinesInIIQ},
		"one line":                 {change: many(1), want: LinesNone},
		"one line, by the rules":   {rules: demanded, change: many(1), want: LinesNone},
		"no line":                  {change: many(0), want: LinesNone},
		"two lines":                {change: many(2), want: LinesOffered},
		"200 lines":                {change: many(200), want: LinesOffered},
		"201 lines":                {change: many(201), want: LinesTooMany},
		"201 lines, by the rules":  {rules: demanded, change: many(201), want: LinesTooMany},
		"201 lines, of which one is decided": {change: func(w *WorkItem) { many(201)(w); w.Lines[7].State = StateRejected },
			want: LinesOffered},
		"one line left": {change: func(w *WorkItem) {
			w.Lines[0].State, w.Lines[1].State, w.Lines[2].State = "Finished", "Finished", "Rejected"
		}, want: LinesNone},
		"a line without an id":  {change: func(w *WorkItem) { w.Lines[2].ID = "" }, want: LinesInIIQ},
		"two lines with one id": {change: func(w *WorkItem) { w.Lines[2].ID = w.Lines[1].ID }, want: LinesInIIQ},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := fourLines()
			if c.change != nil {
				c.change(&w)
			}
			p := Policy{Lines: !c.off}
			if got := p.LineOffer(c.rules, w); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			why := p.LinkOnlyFor(c.rules, w, Identity{ID: "sam"})
			if link := c.rules.Demands.Lines && c.want != LinesNone && !c.want.Open(); link != (why == LinkOnlyLines) {
				t.Errorf("link only: got %q, want it %t", why, link)
			}
		})
	}
}

// toldInWords gives what a refusal says of lines.
func toldInWords(r *Refusal) string {
	if r == nil {
		return ""
	}
	said := []string{string(r.Code)}
	for _, l := range r.Lines {
		said = append(said, fmt.Sprintf("%d %s %s", l.Number, l.Thing, l.Word))
	}
	return strings.Join(said, "; ")
}

func TestWhoMayDecideLineByLine(t *testing.T) {
	t.Parallel()
	demanded := sensitivity.Verdict{Demands: sensitivity.Demands{Lines: true}}
	for name, c := range map[string]struct {
		off     bool
		lines   LineDecisions
		comment string
		rules   sensitivity.Verdict
		change  func(*WorkItem)
		shown   func(*WorkItem)
		want    string
	}{
		"each line":                 {lines: saying("adad"), comment: "No."},
		"all approved":              {lines: saying("aaaa")},
		"a denial without a reason": {lines: saying("aaad"), want: "no_comment"},
		"a line left open":          {lines: saying("aa-a"), want: "lines; 3 right 3 incomplete"},
		"a line of no item": {lines: append(saying("aaaa"), LineDecision{LineID: "l9", Verdict: Approve}),
			want: "lines; 0  unknown_line"},
		"a line decided meanwhile": {lines: saying("aaaa"), change: func(w *WorkItem) { w.Lines[1].State = StateRejected }, want: "lines; 2 right 2 line_decided"},
		"lines that came and went": {lines: saying("aaaa"), change: func(w *WorkItem) { w.Lines[3].ID = "l5" },
			want: "lines; 4 right 4 incomplete; 0  unknown_line"},
		"a line that is another one now": {lines: saying("aaaa"), shown: func(w *WorkItem) { w.Lines[0].Value = "less" },
			want: "changed"},
		"not taken any more":            {off: true, lines: saying("aaaa"), want: "no_lines"},
		"a verdict that is none":        {lines: LineDecisions{{LineID: "l1", Verdict: "maybe"}}, comment: "No.", want: "no_lines"},
		"no lines at all":               {lines: LineDecisions{}, want: "no_lines"},
		"as a whole":                    {comment: "Fine."},
		"as a whole, against the rules": {rules: demanded, want: "lines_only"},
		"each line, by the rules":       {rules: demanded, lines: saying("aaaa")},
		"as a whole, and no other way":  {off: true, rules: demanded, want: "rules"},
		"as a whole, of one line": {rules: demanded, change: func(w *WorkItem) { w.Lines = w.Lines[:1] },
			shown: func(w *WorkItem) { w.Lines = w.Lines[:1] }},
		"an approval to be confirmed": {lines: saying("addd"), comment: "No.", rules: sensitivity.Verdict{Demands: sensitivity.Demands{Confirmation: true}}, want: "changed"},
		"no approval is to be confirmed": {lines: saying("dddd"), comment: "No.",
			rules: sensitivity.Verdict{Demands: sensitivity.Demands{Confirmation: true}}},
		"hidden lines are not told of":     {lines: saying("aa-a"), rules: sensitivity.Verdict{Show: sensitivity.Masked}, want: "lines; 3 🔒 incomplete"},
		"one's own request, line by line":  {lines: saying("aaaa"), change: func(w *WorkItem) { w.Target.ID = "sam" }, want: "self"},
		"with a signature, line by line":   {lines: saying("aaaa"), change: func(w *WorkItem) { w.Signature = true }, want: "signature"},
		"decided in IIQ alone, by the way": {lines: saying("aaaa"), rules: sensitivity.Verdict{Demands: sensitivity.Demands{IIQ: true}}, want: "rules"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown, w := fourLines(), fourLines()
			if c.shown != nil {
				c.shown(&shown)
			}
			if c.change != nil {
				c.change(&w)
			}
			s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: w, Exposure: c.rules}
			for _, purpose := range []Purpose{ToDecide, ToWrite} {
				a := Ask{Who: Identity{ID: "sam"}, Purpose: purpose, Verdict: Approve, Lines: c.lines, Comment: c.comment}
				if purpose == ToDecide {
					a.RequestMark = MarkFrom(DigestUnder(shown, sensitivity.Verdict{}))
					if c.want == "" {
						a.RequestMark = MarkFrom(DigestUnder(shown, c.rules))
					}
				} else {
					a.Asked = RequestDigest(shown)
				}
				want := c.want
				if c.rules.Demands.Confirmation && purpose == ToWrite {
					want = ""
				}
				p := Policy{Lines: !c.off, DenyComment: true}
				if got := toldInWords(p.MayAct(a, s)); got != want {
					t.Errorf("to %s: got %q, want %q", purpose, got, want)
				}
			}
		})
	}
}

// Of two forms the first one wins. Whoever comes second hears who it was, and what of each line.
func TestWhoeverComesSecondHearsOfEachLine(t *testing.T) {
	t.Parallel()
	s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: fourLines(),
		Decision: &DecisionView{State: DecisionRecording, Verdict: Deny, Lines: saying("aada"), DeciderID: "lee", DeciderName: "Lee Quinn"}}
	a := Ask{Who: Identity{ID: "sam"}, Purpose: ToDecide, Lines: saying("dddd"), Comment: "No."}
	const each = "; 1 right 1 approved; 2 right 2 approved; 3 right 3 denied; 4 right 4 approved"
	r := Policy{Lines: true}.MayAct(a, s)
	if got, want := toldInWords(r), "being_recorded"+each; got != want || r.By != "Lee Quinn" ||
		r.Counts != (LineCounts{Approved: 3, Denied: 1}) {
		t.Errorf("on its way: got %q by %q, %+v, want %q", got, r.By, r.Counts, want)
	}
	s.Decision.State = DecisionRecorded
	s.Open, s.Ended = false, OutcomeView{Outcome: OutcomeMixed, By: "Lee Quinn", Approved: 3, Denied: 1}
	if got, want := toldInWords(Policy{Lines: true}.MayAct(a, s)), "already_decided"+each; got != want {
		t.Errorf("ended: got %q, want %q", got, want)
	}
	s.Exposure = sensitivity.Verdict{Show: sensitivity.Masked, Masked: []int{2}}
	if got := toldInWords(Policy{Lines: true}.MayAct(a, s)); strings.Contains(got, "right 3") || !strings.Contains(got, "3 🔒 denied") {
		t.Errorf("masked: got %q, want the hidden line without what it is about", got)
	}
	s.Decision.Lines = saying("dddd")
	if r := (Policy{Lines: true}).MayAct(a, s); len(r.Lines) > 0 {
		t.Errorf("decided alike: got %q, want no lines", toldInWords(r))
	}
}

func TestARefusalNamesFewLines(t *testing.T) {
	t.Parallel()
	w := WorkItem{}
	for n := range 150 {
		w.Lines = append(w.Lines, ApprovalItem{ID: fmt.Sprint("l", n+1), Value: strings.Repeat("ä", 200)})
	}
	all := saying(strings.Repeat("ad", 75))
	for what, lines := range map[string][]LineTold{"amiss": LineDecisions{}.amiss(w), "told": LinesTold(w, all)} {
		if len(lines) != mostTold || len([]rune(lines[9].Thing)) != longestThing {
			t.Errorf("%s: got %d lines and %d letters, want %d and %d", what, len(lines), len([]rune(lines[9].Thing)), mostTold,
				longestThing)
		}
	}
}
