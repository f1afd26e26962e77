package store_test

import (
	"bytes"
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// factual is a request that says something in every field that a click is held against.
func factual(id, owner string) approvals.WorkItem {
	w := request(id, owner)
	w.Description, w.Justification = "Account changes", "Quarter close"
	w.Target.Display, w.Violations = "Dana Reyes", []string{"SoD 7", "SoD 4"}
	w.Comments, w.OlderComments = []approvals.Comment{{Author: "Kim", At: time.UnixMilli(1767000000000).UTC(), Text: "Sure?", Line: 1}}, 3
	start := time.UnixMilli(1798761600000).UTC()
	w.Lines = []approvals.ApprovalItem{
		{ID: "l1", Operation: "Add", Application: "SAP", Name: "groups", Value: "a, b", Values: []string{"a", "b"}, DisplayName: "Group",
			DisplayValue: "A and B", NativeIdentity: "CN=Dana", Comment: "For March", Privileged: true, Start: start,
			End: start.AddDate(0, 3, 0)},
		{ID: "l2", Operation: "Add", Application: "SAP", Value: "Z_PAY", State: approvals.StateRejected},
	}
	return w
}

// A field that factual leaves empty is one of which nobody knows whether it is stored.
func TestFactualSaysSomethingInEveryField(t *testing.T) {
	t.Parallel()
	w := factual("i1", "sam")
	left := map[string]bool{"Level": true, "Certification": true, "Signature": true, "Modified": true, "Due": true, "State": true,
		"Completer": true, "CompletionComments": true, "CompletionWritten": true, "TargetIsThing": true, "Parties": true,
		"ForwardedBy": true, "Described": true, "Unread": true, "UnreadDates": true, "Tag": true, "ByGateway": true, "Unjudged": true,
		"Lines.Description": true, "Lines.Hidden": true}
	empty := func(path string, one reflect.Value, others ...reflect.Value) {
		for i := range one.NumField() {
			name, said := path+one.Type().Field(i).Name, !one.Field(i).IsZero()
			for _, other := range others {
				said = said || !other.Field(i).IsZero()
			}
			if said == left[name] {
				t.Errorf("%s: it says something: %t, want %t", name, said, !left[name])
			}
		}
	}
	empty("", reflect.ValueOf(w))
	empty("Lines.", reflect.ValueOf(w.Lines[0]), reflect.ValueOf(w.Lines[1]))
	empty("Comments.", reflect.ValueOf(w.Comments[0]))
}

// changesOfFacts are one of each kind that would change an approver's mind.
var changesOfFacts = map[string]func(*approvals.WorkItem){
	"the description":   func(w *approvals.WorkItem) { w.Description = "Role changes" },
	"the justification": func(w *approvals.WorkItem) { w.Justification = "Because" },
	"the requester":     func(w *approvals.WorkItem) { w.Requester = approvals.Ref{ID: "kim", Name: "kim.x"} },
	"the target's name": func(w *approvals.WorkItem) { w.Target.Display = "Dana Quinn" },
	"a violation":       func(w *approvals.WorkItem) { w.Violations = append(w.Violations, "SoD 9") },
	"a comment": func(w *approvals.WorkItem) {
		w.Comments = append(w.Comments, approvals.Comment{Author: "Ann", Text: "No"})
	},
	"an older comment":       func(w *approvals.WorkItem) { w.OlderComments++ },
	"what a comment says":    func(w *approvals.WorkItem) { w.Comments = []approvals.Comment{{Author: "Kim", Text: "Never"}} },
	"a begin":                func(w *approvals.WorkItem) { w.Lines[0].Start = time.Time{} },
	"an end":                 func(w *approvals.WorkItem) { w.Lines[0].End = w.Lines[0].End.AddDate(9, 0, 0) },
	"a begin where none was": func(w *approvals.WorkItem) { w.Lines[1].Start = time.UnixMilli(1798761600000).UTC() },
	"a line decided":         func(w *approvals.WorkItem) { w.Lines[0].State = approvals.StateFinished },
	"a line decided no more": func(w *approvals.WorkItem) { w.Lines[1].State = "" },
	"a line privileged":      func(w *approvals.WorkItem) { w.Lines[1].Privileged = true },
	"a line's comment":       func(w *approvals.WorkItem) { w.Lines[0].Comment = "For ever" },
	"a line's name":          func(w *approvals.WorkItem) { w.Lines[0].DisplayValue = "A and C" },
	"a line's kind":          func(w *approvals.WorkItem) { w.Lines[0].DisplayName = "Role" },
	"a line's values":        func(w *approvals.WorkItem) { w.Lines[0].Values = []string{"a, b"} },
}

// A change of any of them after the card went out draws the card anew, refuses the old button, and keeps a decision from being
// written that was taken before; the new button decides.
func TestAChangeOfTheFactsRefusesTheOldCard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for name, change := range changesOfFacts {
		id := uuid.NewString()
		o.see(factual(id, "sam"))
		card := o.cardOf(id)
		v := o.shows(card)
		if !bytes.Equal(v.FactsDigest, approvals.FactsDigest(factual(id, "sam"))) {
			t.Fatalf("%s: got other facts from the row than those that were stored", name)
		}
		changed := factual(id, "sam")
		change(&changed)
		if got := o.see(changed); got.Changed != 1 || !o.behind(card) {
			t.Errorf("%s: got %+v, the card behind: %t, want one changed item and its card behind", name, got, o.behind(card))
		}
		click := approvals.Click{ID: uuid.NewString(), Person: person("sam"), WorkItemID: id, CardID: card, Verdict: approvals.Approve}
		_, err := o.Decide(context.Background(), click)
		wantRefusal(t, err, approvals.RefusedChanged)
		o.shows(card)
		if got := o.see(changed); got.Unchanged != 1 {
			t.Errorf("%s: seen again: got %+v, want it unchanged", name, got)
		}
		claim := o.decides(click)
		o.wantWrite(claim, changed, "")
		if o.wantWrite(claim, factual(id, "sam"), approvals.RefusedChanged); t.Failed() {
			t.Fatalf("%s", name)
		}
	}
}

// cardOf is the only card of an item.
func (o *env) cardOf(item string) uuid.UUID {
	o.t.Helper()
	id, err := uuid.Parse(o.one(`SELECT id::text FROM cards WHERE work_item_id = $1`, item))
	o.must(err)
	return id
}

// decides clicks anew, and gives the decision to a worker.
func (o *env) decides(c approvals.Click) store.Claim {
	o.t.Helper()
	c.ID = uuid.NewString()
	receipt, err := o.Decide(context.Background(), c)
	o.must(err)
	claim, err := o.ClaimDecision(context.Background(), receipt.DecisionID, 1, time.Minute)
	o.must(err)
	return claim
}

// A press tells what stood beside the button when it was pressed. What our tables say of the card by the time that the press is
// judged may be newer: then the press is refused, or older: then it is as good as any.
func TestAPressCountsForThePictureThatItWasMadeOn(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for name, change := range changesOfFacts {
		id := uuid.NewString()
		o.see(factual(id, "sam"))
		card := o.cardOf(id)
		o.shows(card)
		changed := factual(id, "sam")
		change(&changed)
		o.see(changed)
		press := func(shown approvals.WorkItem) approvals.Click {
			return approvals.Click{ID: uuid.NewString(), Person: person("sam"), WorkItemID: id, CardID: card, Verdict: approvals.Approve,
				RequestMark: approvals.RequestMark(shown), FactsMark: approvals.FactsMark(approvals.FactsDigest(shown))}
		}
		behind := func(want bool) {
			t.Helper()
			if got := o.behind(card); got != want {
				t.Fatalf("%s: the card behind: got %t, want %t", name, got, want)
			}
		}
		behind(true)
		_, err := o.Decide(context.Background(), press(factual(id, "sam")))
		wantRefusal(t, err, approvals.RefusedChanged)
		o.shows(card)
		behind(false)
		_, err = o.Decide(context.Background(), press(factual(id, "sam")))
		wantRefusal(t, err, approvals.RefusedChanged)
		again := factual(id, "sam")
		o.see(again)
		behind(true)
		o.wantWrite(o.decides(press(again)), again, "")
	}
}

// A form of version 0.1.0 tells what was requested, and no facts: what its card showed then counts as well.
func TestAPressThatTellsHalfIsHeldAgainstItsCard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	was, now := request("i1", "sam"), request("i1", "sam")
	now.Violations = []string{"SoD 9"}
	o.see(was)
	card := o.cardOf("i1")
	o.shows(card)
	o.see(now)
	_, err := o.Decide(context.Background(), approvals.Click{ID: "e1", Person: person("sam"), WorkItemID: "i1", CardID: card,
		Verdict: approvals.Approve, RequestMark: approvals.RequestMark(now)})
	wantRefusal(t, err, approvals.RefusedChanged)
}

// On the Home tab and in a form there is no card: the control itself says which facts were known.
func TestAChangeOfTheFactsRefusesTheOldHomeTab(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(factual("i1", "sam"))
	row := func() approvals.Row {
		page, err := o.Home(context.Background(), person("sam").Identity)
		o.must(err)
		return page.Rows[0]
	}
	before := row()
	changed := factual("i1", "sam")
	changed.Lines[0].End = time.Time{}
	o.see(changed)
	click := approvals.Click{Person: person("sam"), WorkItemID: "i1", Verdict: approvals.Approve}
	for name, r := range map[string]approvals.Row{"of before": before,
		"of a version that knows no facts": {RequestMark: row().RequestMark}} {
		click.ID, click.RequestMark, click.FactsMark = uuid.NewString(), r.RequestMark, r.FactsMark
		if _, err := o.Decide(context.Background(), click); err == nil {
			t.Errorf("a tab %s: got a decision, want it refused", name)
		}
	}
	click.RequestMark, click.FactsMark = row().RequestMark, row().FactsMark
	o.wantWrite(o.decides(click), changed, "")
}

// A card of version 0.1.0 is good where it shows as much as ours would. Where it lacks dates, it is refused and drawn anew.
func TestCardsOfTheVersionBeforeWhichKnowsNoFacts(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	plain := request("plain", "sam")
	plain.Violations, plain.Lines[0].Privileged, plain.Justification = []string{"SoD 7"}, true, "Quarter close"
	dated := request("dated", "sam")
	dated.Lines[0].End = time.UnixMilli(1806537600000).UTC()
	old := func(id string) approvals.Click {
		o.shows(o.cardOf(id))
		o.exec(`UPDATE cards SET shown = shown + 1, want = want + 1 WHERE work_item_id = $1`, id)
		return approvals.Click{ID: uuid.NewString(), Person: person("sam"), WorkItemID: id, CardID: o.cardOf(id),
			Verdict: approvals.Approve}
	}
	o.see(plain)
	o.see(dated)
	o.wantWrite(o.decides(old("plain")), plain, "")
	click := old("dated")
	_, err := o.Decide(context.Background(), click)
	wantRefusal(t, err, approvals.RefusedChanged)
	if !o.behind(click.CardID) {
		t.Error("got a card that is not drawn anew, want it to show the dates")
	}
	o.shows(click.CardID)
	o.wantWrite(o.decides(click), dated, "")
}

// What version 0.1.0 stored it is not taken for more than it is, whoever shows it, and is read again.
func TestRowsOfTheVersionBeforeWhichKnowsNoFacts(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	commented := request("i1", "sam")
	commented.Comments = []approvals.Comment{{Author: "Kim", Text: "I do not think so."}}
	asBefore := request("i1", "sam")
	asBefore.Justification = "I do not think so."
	if !bytes.Equal(approvals.ContentHash(commented), approvals.ContentHash(asBefore)) {
		t.Fatal("got another content than version 0.1.0 has for the same item, want each to leave the other's row")
	}
	o.see(asBefore)
	o.before("i1")
	card := o.cardOf("i1")
	if v := o.shows(card); v.FactsDigest != nil {
		t.Fatalf("got %x as the facts of a row that has none, want nil", v.FactsDigest)
	}
	if got := o.see(commented); got.Changed != 1 || !o.behind(card) {
		t.Fatalf("read again: got %+v, the card behind: %t, want it changed, and drawn anew", got, o.behind(card))
	}
	if v := o.shows(card); v.Item.Justification != "" || len(v.Item.Comments) != 1 {
		t.Errorf("got the justification %q and %+v, want none and the comment", v.Item.Justification, v.Item.Comments)
	}
	// An old replica writes the row again; the decision is held to what the card showed.
	o.exec(`UPDATE work_items SET content_hash = 'of other content'`)
	claim := o.decides(approvals.Click{Person: person("sam"), WorkItemID: "i1", CardID: card, Verdict: approvals.Approve})
	o.wantWrite(claim, commented, "")
	commented.Violations = []string{"SoD 7"}
	o.wantWrite(claim, commented, approvals.RefusedChanged)
}

// A busy thread refuses a person's decision once, and not again. What else has changed refuses it as ever.
func TestABusyThreadDoesNotKeepAnItemFromBeingDecided(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	w := request("i1", "sam")
	says := func(text string) approvals.WorkItem {
		w.Comments = append(w.Comments, approvals.Comment{Author: "Kim", Text: text})
		return w
	}
	o.see(w)
	card := o.cardOf("i1")
	o.shows(card)
	click := approvals.Click{Person: person("sam"), WorkItemID: "i1", CardID: card, Verdict: approvals.Approve}
	claim := o.decides(click)
	o.wantWrite(claim, says("One"), approvals.RefusedChanged)
	o.see(w)
	o.must(o.Refuse(context.Background(), claim, &approvals.Refusal{Code: approvals.RefusedChanged}))
	o.shows(card)
	claim = o.decides(click)
	o.wantWrite(claim, says("Two"), "")
	w.Violations = []string{"SoD 7"}
	o.wantWrite(claim, w, approvals.RefusedChanged)
}
