package approvals

import (
	"encoding/hex"
	"testing"
	"time"
)

// What a control, a card or a decision knows of the facts, held against those of now.
func TestWhichFactsTheControlShowed(t *testing.T) {
	t.Parallel()
	plain := WorkItem{ID: "i1", Type: TypeApproval, Requester: Ref{ID: "lee"}, Lines: []ApprovalItem{{Value: "Z_PAY"}}}
	with := func(change func(*WorkItem)) WorkItem {
		w := plain
		w.Lines = []ApprovalItem{plain.Lines[0]}
		change(&w)
		return w
	}
	dated := with(func(w *WorkItem) { w.Lines[0].End = time.UnixMilli(1806537600000) })
	decided := with(func(w *WorkItem) { w.Lines[0].State = StateRejected })
	talked := with(func(w *WorkItem) { w.Comments = []Comment{{Author: "Kim", Text: "No"}} })
	violating := with(func(w *WorkItem) { w.Violations = []string{"SoD"} })
	pending := with(func(w *WorkItem) { w.Lines[0].State = StatePending })
	unknown := with(func(w *WorkItem) { w.Unjudged = true })
	card := func(w WorkItem) Ask { return Ask{CardDigest: RequestDigest(w), CardFacts: FactsDigest(w)} }
	tab := func(w WorkItem) Ask { return Ask{RequestMark: RequestMark(w), FactsMark: FactsMark(FactsDigest(w))} }
	before := Ask{CardDigest: RequestDigest(plain)}
	tabBefore := Ask{RequestMark: RequestMark(plain)}
	for name, c := range map[string]struct {
		ask  Ask
		now  WorkItem
		want string
	}{
		"the same card":                    {card(dated), dated, ""},
		"a card without the end":           {card(plain), dated, "changed"},
		"a card with an end that was":      {card(dated), plain, "changed"},
		"a card without the violation":     {card(plain), violating, "changed"},
		"a card without the decided line":  {card(plain), decided, "changed"},
		"a card without the comment":       {card(plain), talked, "changed"},
		"another word for open":            {card(plain), pending, ""},
		"the same tab":                     {tab(dated), dated, ""},
		"a tab without the end":            {tab(plain), dated, "changed"},
		"a card of before":                 {before, plain, ""},
		"a card of before, violating":      {before, violating, ""},
		"a card of before, dated":          {before, dated, "changed"},
		"a card of before, decided":        {before, decided, "changed"},
		"a card of before, talked about":   {before, talked, "changed"},
		"a tab of before":                  {tabBefore, violating, ""},
		"a tab of before, dated":           {tabBefore, dated, "changed"},
		"nothing is known":                 {Ask{}, dated, ""},
		"the row does not know":            {card(dated), unknown, ""},
		"a decision on the same":           {Ask{AskedFacts: FactsDigest(dated)}, dated, ""},
		"a decision without the end":       {Ask{AskedFacts: FactsDigest(plain)}, dated, "changed"},
		"a decision without the comment":   {Ask{AskedFacts: FactsDigest(plain)}, talked, "changed"},
		"a second one without the comment": {Ask{AskedFacts: FactsDigest(plain), ToldOfChange: true}, talked, ""},
		"a second one without the end":     {Ask{AskedFacts: FactsDigest(plain), ToldOfChange: true}, dated, "changed"},
		"a card is not excused":            {Ask{CardFacts: FactsDigest(plain), ToldOfChange: true}, talked, "changed"},
	} {
		c.ask.Who, c.ask.Purpose, c.ask.Verdict = Identity{ID: "sam"}, ToDecide, Approve
		c.now.Parties = Parties{Requester: Party{IDs: []string{"lee"}}, Target: Party{IDs: []string{"dana"}}}
		s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: c.now}
		if got := inWords((Policy{}).MayAct(c.ask, s)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// Clicks on what one version shows are held against this by the next: another digest of the same facts refuses them all.
func TestTheFactsDigestStays(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1767000000000).UTC()
	w := WorkItem{Description: "Words", Requester: Ref{ID: "l", Name: "lee"}, Target: Ref{Display: "Dana"}, Justification: "Why",
		Violations: []string{"b", "a"}, Comments: []Comment{{Author: "Kim", At: at, Text: "No", Line: 1}}, OlderComments: 2,
		Lines: []ApprovalItem{{DisplayName: "Group", DisplayValue: "A", Values: []string{"a"}, Comment: "So", Privileged: true,
			State: StateRejected, Start: at, End: at}}}
	const want = "c1694a02087f8543e971525afe5745f48c24e3ce4dab578ed3f0d7deaee31aaf" +
		"8636df19a3c9ac78185b9b2142e70bd8904f935ea4608597cc87484974e8a7dd"
	if got := hex.EncodeToString(FactsDigest(w)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.Violations = []string{"a", "b"}
	if got := hex.EncodeToString(FactsDigest(w)); got != want {
		t.Errorf("in another order of the violations: got %s, want %s", got, want)
	}
}

// The comments of an ending stand under the name of whoever ended the item. What others wrote has their own.
func TestAnEndingNamesWhoeverElseWrote(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		authors []string
		want    string
	}{
		"nobody is named":      {nil, "No.\nAsk her."},
		"by the completer":     {[]string{"Sam.Okoye", "sam okoye"}, "No.\nAsk her."},
		"one by somebody else": {[]string{"Sam Okoye", "Kim Novak"}, "No.\nKim Novak: Ask her."},
		"one by nobody":        {[]string{"", "Kim Novak"}, "No.\nKim Novak: Ask her."},
	} {
		s := ApprovalSummary{WorkItemID: "i1", State: StateRejected, Completer: "Sam Okoye", Comments: []string{"No.", "Ask her."},
			Authors: c.authors}
		if got := OutcomeFrom(s, time.Time{}).Comment; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		sent := Sent{Write: Write{WorkItemID: "i1", State: StateRejected, Comment: "Ask her."}}
		if sent.wordsOf(OutcomeFrom(s, time.Time{}).Comments) != wordsOurs {
			t.Errorf("%s: what was sent is not known again, want it compared without names", name)
		}
	}
}
