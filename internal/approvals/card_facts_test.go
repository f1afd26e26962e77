package approvals

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// known makes what IIQ knows of line 1.
func known(change func(*LineContext)) LineContext {
	l := LineContext{LineID: "l1"}
	change(&l)
	return l
}

func classified(names ...string) func(*LineContext) {
	return func(l *LineContext) { l.Classifications = names }
}

func peers(have, of int) func(*LineContext) {
	return func(l *LineContext) { l.Peers = &Peers{Scope: PeersOfManager, Have: have, Of: of} }
}

func risk(band string) func(*LineContext) {
	return func(l *LineContext) { l.Risk = &Risk{Score: 700, Band: band} }
}

func advice(approve bool) func(*LineContext) {
	return func(l *LineContext) { l.Recommendation = &Recommendation{Approve: approve} }
}

func owned(l *LineContext) { l.Owner = "Kim Lee" }

func privileged(l *LineContext) { l.Privileged = true }

func all(changes ...func(*LineContext)) func(*LineContext) {
	return func(l *LineContext) {
		for _, c := range changes {
			c(l)
		}
	}
}

func step(state ItemState, by string) ChainStep { return ChainStep{By: by, State: state} }

// inOrder lists the facts as kind:line, and whom a step is by.
func inOrder(facts []CardFact) string {
	var said []string
	for _, f := range facts {
		s := string(f.Kind)
		if f.Line > 0 {
			s += ":" + strconv.Itoa(f.Line)
		}
		if f.Kind == FactBefore {
			s += "=" + f.Step.By
		}
		said = append(said, s)
	}
	return strings.Join(said, " ")
}

// At most three facts stand on the card, the most telling first; a violation and a privileged line count.
func TestTellingFacts(t *testing.T) {
	t.Parallel()
	later := time.UnixMilli(1806537600000)
	everything := all(classified("Restricted"), peers(0, 9), risk("high"), advice(false), owned)
	chain := []ChainStep{step(StateFinished, "Maria"), step(StateFinished, "Ann")}
	denied := []ChainStep{step(StateRejected, "Maria"), step(StateFinished, "Ann")}
	for name, c := range map[string]struct {
		line ApprovalItem
		of   func(*LineContext)
		item ItemContext
		view func(*CardView)
		want string
	}{
		"nothing is known":                {want: ""},
		"a line that nothing is known of": {item: ItemContext{Lines: []LineContext{{LineID: "other", Owner: "Kim"}}}, want: ""},
		"restricted":                      {of: classified("Restricted"), line: ApprovalItem{End: later}, want: "classified:1"},
		"restricted, without an end":      {of: classified("Restricted"), want: "classified:1 no_end:1"},
		"strictly confidential": {of: classified("Public", "Strictly CONFIDENTIAL"), line: ApprovalItem{End: later},
			want: "classified:1"},
		"public":                                  {of: classified("Public"), want: "classified:1"},
		"public comes after the owner":            {of: all(classified("Public"), owned), want: "owner:1 classified:1"},
		"nobody has it":                           {of: peers(0, 9), want: "peers:1"},
		"nobody of nobody":                        {of: peers(0, 0), want: ""},
		"some have it":                            {of: peers(2, 9), want: "peers:1"},
		"nobody comes before the recommendation":  {of: all(advice(false), peers(0, 9)), want: "peers:1 advice:1"},
		"the recommendation comes before some":    {of: all(peers(7, 9), advice(false)), want: "advice:1 peers:1"},
		"some come before a recommendation to":    {of: all(advice(true), peers(7, 9)), want: "peers:1 advice:1"},
		"high risk":                               {of: risk("High"), line: ApprovalItem{End: later}, want: "risk:1"},
		"high risk, without an end":               {of: risk("high"), want: "no_end:1 risk:1"},
		"a risk that IIQ does not call high":      {of: all(risk(""), owned), want: "owner:1 risk:1"},
		"a low risk comes after the owner":        {of: all(risk("low"), owned), want: "owner:1 risk:1"},
		"a beginning and no end":                  {line: ApprovalItem{Start: later}, of: owned, want: "no_end:1 owner:1"},
		"no end of an ordinary access":            {of: owned, want: "owner:1"},
		"the privileged line stands as a warning": {of: all(privileged, owned), line: ApprovalItem{End: later}, want: "owner:1"},
		"a privileged line takes one place":       {of: all(privileged, everything), want: "classified:1 peers:1"},
		"the item says that it is privileged":     {line: ApprovalItem{Privileged: true}, of: everything, want: "classified:1 peers:1"},
		"a violation takes one place":             {of: everything, view: func(v *CardView) { v.Item.Violations = []string{"SoD 7"} }, want: "classified:1 peers:1"},
		"a violation and a privileged line":       {of: all(privileged, everything), view: func(v *CardView) { v.Item.Violations = []string{"SoD 7"} }, want: "classified:1"},
		"overdue takes none":                      {of: everything, view: func(v *CardView) { v.Item.Due, v.Now = later, later.Add(1) }, want: "classified:1 peers:1 no_end:1"},
		"three of everything":                     {of: everything, item: ItemContext{Chain: chain}, want: "classified:1 peers:1 no_end:1"},
		"approved before":                         {item: ItemContext{Chain: chain}, want: "before=Ann"},
		"denied before":                           {item: ItemContext{Chain: denied}, want: "before=Maria"},
		"approved before comes before taken":      {item: ItemContext{Chain: chain, Assignee: "Lee"}, want: "before=Ann taken"},
		"taken by the viewer":                     {item: ItemContext{Assignee: "sam.okoye"}, want: ""},
		"taken comes before the peers":            {of: peers(1, 9), item: ItemContext{Assignee: "Lee"}, want: "taken peers:1"},
		"who waits and what is attached come last": {of: owned, want: "owner:1 waiting files",
			item: ItemContext{Waiting: []string{"Group"}, Attachments: []Attachment{{Name: "a.pdf"}}}},
		"a removal has no peers and no end": {line: ApprovalItem{Operation: "Remove"}, of: all(peers(0, 9), classified("Restricted")),
			want: "classified:1"},
		"a line that is decided already": {line: ApprovalItem{State: StateFinished}, of: everything, want: ""},
		"a line that is hidden":          {line: ApprovalItem{Hidden: true}, of: everything, want: ""},
	} {
		v := CardView{Context: c.item, Viewer: Identity{Name: "Sam.Okoye", Display: "Sam Okoye"}}
		if c.of != nil {
			v.Context.Lines = []LineContext{known(c.of)}
		}
		c.line.ID = "l1"
		v.Item.Lines = []ApprovalItem{c.line}
		if c.view != nil {
			c.view(&v)
		}
		if got := inOrder(v.TellingFacts()); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// Of several lines the most telling of each kind is named, whichever line comes first.
func TestTheMostTellingLineIsNamed(t *testing.T) {
	t.Parallel()
	v := CardView{Item: WorkItem{Lines: []ApprovalItem{{ID: "l1"}, {ID: "l2"}, {ID: "l3"}}}, Context: ItemContext{Lines: []LineContext{
		{LineID: "l1", Peers: &Peers{Have: 8, Of: 9}, Owner: "Kim"}, {LineID: "l2", Owner: "Ann", Peers: &Peers{Of: 9}},
		{LineID: "l3", Recommendation: &Recommendation{}}}}}
	if got, want := inOrder(v.TellingFacts()), "peers:2 advice:3 owner:1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A line that only IIQ's catalogue knows to be privileged is a warning as well, which an approval asks back for.
func TestAPrivilegedLineByContextIsAWarning(t *testing.T) {
	t.Parallel()
	v := CardView{Item: WorkItem{Lines: []ApprovalItem{{ID: "l1"}}}, Context: ItemContext{Lines: []LineContext{known(privileged)}}}
	if got := v.Warnings(); !slices.Contains(got, WarnPrivileged) {
		t.Errorf("got %v, want privileged among them", got)
	}
	v.Item.Lines[0].Hidden = true
	if got := v.Warnings(); slices.Contains(got, WarnPrivileged) {
		t.Errorf("of a hidden line: got %v, want none of its facts", got)
	}
}

// What the rules hide takes its facts along: those of hidden lines, every free text, and all of a notice.
func TestExposedContext(t *testing.T) {
	t.Parallel()
	w := WorkItem{ID: "i1", Lines: []ApprovalItem{{ID: "l1", Value: "Payroll"}, {ID: "l2", Value: "Ledger"}}}
	c := ItemContext{Lines: []LineContext{{LineID: "l1", Owner: "Owner of Payroll"}, {LineID: "l2", Owner: "Kim Lee",
		Recommendation: &Recommendation{Approve: true, Reasons: []string{"has Payroll"}}}, {LineID: "of another item", Owner: "x"}},
		Chain:       []ChainStep{{By: "Maria", Owner: "Payroll Owners", State: StateFinished, Comment: "Payroll is fine"}},
		Waiting:     []string{"Payroll Owners"},
		Comments:    []Comment{{Author: "Ann", Text: "Payroll?"}},
		Attachments: []Attachment{{Name: "Payroll.pdf"}}, Assignee: "Ann",
		Forwarded: []Forwarding{{From: "Ann", To: "Sam", Comment: "Payroll"}}}
	for name, x := range map[string]struct {
		verdict sensitivity.Verdict
		want    ItemContext
	}{
		"whole": {sensitivity.Verdict{}, c},
		"masked, one line": {sensitivity.Verdict{Show: sensitivity.Masked, Masked: []int{0}}, ItemContext{Assignee: "Ann",
			Lines:     []LineContext{{LineID: "l2", Owner: "Kim Lee", Recommendation: &Recommendation{Approve: true}}},
			Chain:     []ChainStep{{By: "Maria", State: StateFinished}},
			Forwarded: []Forwarding{{From: "Ann", To: "Sam"}}}},
		"masked, all lines": {sensitivity.Verdict{Show: sensitivity.Masked}, ItemContext{Assignee: "Ann",
			Chain: []ChainStep{{By: "Maria", State: StateFinished}}, Forwarded: []Forwarding{{From: "Ann", To: "Sam"}}}},
		"a notice": {sensitivity.Verdict{Show: sensitivity.Notice}, ItemContext{}},
		"nothing":  {sensitivity.Verdict{Show: sensitivity.None}, ItemContext{}},
	} {
		v := CardView{Item: w, Context: c}
		v.Expose(x.verdict)
		got, want := jsonText(t, v.Context), jsonText(t, x.want)
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if c.Lines[1].Recommendation.Reasons == nil {
		t.Error("the context that was masked has lost its own reasons, want it unchanged")
	}
}

// Facts count for what is asked for, and are read again in each turn of the item.
func TestWhatAContextIsAbout(t *testing.T) {
	t.Parallel()
	w := WorkItem{ID: "i1", Type: TypeApproval, Owner: Ref{ID: "sam"}, Lines: []ApprovalItem{{ID: "l1", Value: "Payroll"}}}
	with := func(change func(*WorkItem)) WorkItem {
		other := w
		other.Lines = slices.Clone(w.Lines)
		change(&other)
		return other
	}
	for name, c := range map[string]struct {
		now           WorkItem
		round         int32
		subject, turn bool
	}{
		"the same":         {w, 1, true, true},
		"another due date": {with(func(w *WorkItem) { w.Due = time.UnixMilli(1) }), 1, true, true},
		"another value":    {with(func(w *WorkItem) { w.Lines[0].Value = "Ledger" }), 1, false, false},
		"another line":     {with(func(w *WorkItem) { w.Lines[0].ID = "l2" }), 1, false, false},
		"forwarded":        {with(func(w *WorkItem) { w.Owner.ID = "kim" }), 1, true, false},
		"opened again":     {w, 2, true, false},
	} {
		if got := string(ContextSubject(c.now)) == string(ContextSubject(w)); got != c.subject {
			t.Errorf("%s: the same subject: got %v, want %v", name, got, c.subject)
		}
		if got := string(ContextTurn(c.now, c.round)) == string(ContextTurn(w, 1)); got != c.turn {
			t.Errorf("%s: the same turn: got %v, want %v", name, got, c.turn)
		}
	}
}

// Without a gateway the request itself tells who decided before, in the order of time, with their words.
func TestTheChainOfARequest(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli
	r := IdentityRequest{Summaries: []ApprovalSummary{
		{WorkItemID: "i3", State: StateRejected, Completer: "Kim", Owner: "Ledger Owners", Ended: at(3000), Comments: []string{"No."}},
		{WorkItemID: "i1", State: StateFinished, Completer: "Maria Lind", Owner: "Maria.Lind", Ended: at(1000),
			Comments: []string{"For the audit."}},
		{WorkItemID: "i2", State: StateFinished, Completer: "Sam", Ended: at(2000)},
		{WorkItemID: "i4", State: StateExpired, Ended: at(2500)},
		{WorkItemID: "i5", State: ""},
	}}
	want := jsonText(t, []ChainStep{
		{By: "Maria Lind", State: StateFinished, Comment: "For the audit.", At: at(1000)},
		{By: "Kim", Owner: "Ledger Owners", State: StateRejected, Comment: "No.", At: at(3000)},
	})
	if got := jsonText(t, ChainOf(r, "i2")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A catalogue adds what is not known, and contradicts nothing. Off leaves out five kinds of facts, and no others.
func TestWhereFactsComeFrom(t *testing.T) {
	t.Parallel()
	c := ItemContext{Assignee: "Ann", Lines: []LineContext{{LineID: "l1", Owner: "Kim", Risk: &Risk{Score: 1}}}}
	full := c
	full.Complete([]LineContext{{LineID: "l1", Owner: "Ann", Description: "Reads", Classifications: []string{"Public"},
		Risk: &Risk{Score: 9}, Privileged: true}, {LineID: "l2", Owner: "Lee"}, {Owner: "nobody's"}})
	want := jsonText(t, []LineContext{{LineID: "l1", Owner: "Kim", Description: "Reads", Classifications: []string{"Public"},
		Risk: &Risk{Score: 1}, Privileged: true}, {LineID: "l2", Owner: "Lee"}})
	if got := jsonText(t, full.Lines); got != want {
		t.Errorf("with a catalogue: got %s, want %s", got, want)
	}
	if c.Lines[0].Description != "" {
		t.Error("the context that was completed has changed, want a copy")
	}
	want = jsonText(t, ItemContext{Assignee: "Ann", Lines: []LineContext{{LineID: "l1", Description: "Reads", Privileged: true}}})
	if got := jsonText(t, full.WithoutCatalogue()); got != want {
		t.Errorf("off: got %s, want %s", got, want)
	}
}

// Everybody has the name by which they are known.
func TestPeopleOfAContextAreNamed(t *testing.T) {
	t.Parallel()
	c := ItemContext{Lines: []LineContext{{Owner: "kim"}}, Chain: []ChainStep{{By: "kim", Owner: "ann"}}, Waiting: []string{"kim", "group"},
		Comments: []Comment{{Author: "ann"}}, Assignee: "ann", Forwarded: []Forwarding{{From: "kim", To: "lee"}}}
	names := map[string]string{}
	for _, n := range c.Names() {
		names[n] = strings.ToUpper(n)
	}
	delete(names, "group")
	want := `{"lines":[{"line_id":"","owner":"KIM"}],"chain":[{"by":"KIM","owner":"ANN","state":""}],"waiting":["KIM","group"],` +
		`"comments":[{"author":"ANN","text":""}],"assignee":"ANN","forwarded":[{"from":"KIM","to":"LEE"}]}`
	if got := jsonText(t, c.Renamed(names)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if c.Waiting[0] != "kim" {
		t.Error("the context that was renamed has changed, want a copy")
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
