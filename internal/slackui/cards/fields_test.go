package cards

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// notAsked are the fields of an item that no click is held against, with the reason. A new field of these types fails
// TestEveryFieldIsShownAndGuarded until it is in a digest and visible, or stands here.
var notAsked = map[string]string{
	"ID":                 "a click names the item by its id, and it never changes",
	"Number":             "what people call the item, and nothing about it",
	"Level":              "how urgent it is, not what is asked",
	"Due":                "until when one may decide, not what is asked",
	"Owner.ID":           "who may decide is judged by itself, at the click and before the write",
	"Owner.Name":         "as the owner's id",
	"Owner.Display":      "as the owner's id",
	"Requester.Display":  "another name of the same person",
	"RequestName":        "the number of the parent, and nothing about the item",
	"Certification":      "an access review is not decided here",
	"Signature":          "an item with a signature is refused by itself",
	"Created":            "a stamp",
	"Modified":           "a stamp",
	"State":              "an item that is not open is refused by itself",
	"Completer":          "only an item that has ended has one",
	"CompletionComments": "only an item that has ended has one",
	"CompletionWritten":  "only an item that has ended has one",
	"TargetIsThing":      "whose request it is is judged by itself, at the click and before the write",
	"Parties":            "as TargetIsThing",
	"ForwardedBy":        "how it came to the approver, not what is asked",
	"Described":          "about the read, not about the item",
	"Unread":             "an item that was not read whole is refused by itself",
	"UnreadDates":        "about the read: a date that decides something makes the item one that was not read whole",
	"Tag":                "made of what is in the digests, and held by the gateway in IIQ",
	"ByGateway":          "about the read: whose the tag is",
	"Unjudged":           "about the row, not about the item: without facts there is nothing to compare",
	"Lines.ID":           "IIQ's own name of the line, which says nothing about it",
	"Lines.Description":  "the catalogue's words, which only a read by id has",
	"Lines.Hidden":       "set in what is shown alone, by the rules",
}

// guardedUnseen are the fields that a click is held against although they are not shown by themselves.
var guardedUnseen = map[string]string{
	"Type":         "of an item that can be decided it is always Approval",
	"Target.ID":    "people are shown the name",
	"Requester.ID": "people are shown the name",
	"Lines.Values": "Value has them joined",
}

// field is one place of an item that can hold a value.
type field struct {
	path string
	// set gives the field a value of its own, n another one.
	set func(w *approvals.WorkItem, n int)
	// said are the words of that value, "" where the type has none of its own.
	said func(n int) string
}

// itemFields finds all fields of an item, of the people in it, and of its first line and comment.
func itemFields(t *testing.T) []field {
	t.Helper()
	var out []field
	var walk func(path string, typ reflect.Type, at func(*approvals.WorkItem) reflect.Value)
	walk = func(path string, typ reflect.Type, at func(*approvals.WorkItem) reflect.Value) {
		for i := range typ.NumField() {
			f, name := typ.Field(i), strings.TrimPrefix(path+"."+typ.Field(i).Name, ".")
			here := func(w *approvals.WorkItem) reflect.Value { return at(w).Field(i) }
			switch {
			case f.Type == reflect.TypeFor[approvals.Ref]():
				walk(name, f.Type, here)
			case f.Type == reflect.TypeFor[[]approvals.ApprovalItem](), f.Type == reflect.TypeFor[[]approvals.Comment]():
				walk(name, f.Type.Elem(), func(w *approvals.WorkItem) reflect.Value { return here(w).Index(0) })
			default:
				out = append(out, field{name, func(w *approvals.WorkItem, n int) { setField(t, name, here(w), n) },
					func(n int) string { return saidBy(f.Type, name, n) }})
			}
		}
	}
	walk("", reflect.TypeFor[approvals.WorkItem](), func(w *approvals.WorkItem) reflect.Value { return reflect.ValueOf(w).Elem() })
	return out
}

func word(name string, n int) string {
	return fmt.Sprintf("%s number %d", strings.ReplaceAll(name, ".", " "), n)
}

func setField(t *testing.T, name string, v reflect.Value, n int) {
	t.Helper()
	switch {
	case v.Type() == reflect.TypeFor[approvals.ItemState]():
		v.SetString([]string{string(approvals.StateFinished), string(approvals.StateRejected)}[n])
	case v.Kind() == reflect.String:
		v.SetString(word(name, n))
	case v.Kind() == reflect.Bool:
		v.SetBool(n == 1)
	case v.Kind() == reflect.Int:
		v.SetInt(int64(n + 1))
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(dateOf(n)))
	case v.Type() == reflect.TypeFor[approvals.Parties]():
		v.Set(reflect.ValueOf(approvals.Parties{Requester: approvals.Party{Name: word(name, n)}}))
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		v.Index(0).SetString(word(name, n))
	default:
		t.Fatalf("%s has the type %s: want a way to set it", name, v.Type())
	}
}

func dateOf(n int) time.Time { return time.Date(2031, time.March, 4+n, 9, 30, 0, 0, time.UTC) }

func saidBy(typ reflect.Type, name string, n int) string {
	switch {
	case typ == reflect.TypeFor[approvals.ItemState]():
		return []string{"already approved", "already denied"}[n]
	case typ == reflect.TypeFor[time.Time]():
		return dateOf(n).Format("Jan 2, 2006 15:04")
	case typ.Kind() == reflect.Bool:
		return []string{"", "privileged"}[n]
	case name == "OlderComments":
		return []string{"one older comment", "2 older comments"}[n]
	case typ.Kind() == reflect.Int:
		return fmt.Sprintf("about line %d", n+1)
	}
	return word(name, n)
}

// Whatever would change an approver's mind is on the card or in Details, and in the digests that a click is held against.
func TestEveryFieldIsShownAndGuarded(t *testing.T) {
	t.Parallel()
	base := openCard().Item
	base.Comments = []approvals.Comment{{Author: "Kim Novak", Text: "Please ask her manager first."}}
	base.Violations, base.OlderComments = []string{"SoD 7"}, 5
	// Where the id is known another name is no other requester, and a display name is shown before a name.
	base.Requester.ID, base.Target.Display = "", ""
	known := map[string]bool{}
	for _, f := range itemFields(t) {
		known[f.path] = true
		var items [2]approvals.WorkItem
		for n := range items {
			items[n] = base
			items[n].Lines = append([]approvals.ApprovalItem(nil), base.Lines...)
			items[n].Comments = append([]approvals.Comment(nil), base.Comments...)
			f.set(&items[n], n)
		}
		guarded := !bytes.Equal(approvals.RequestDigest(items[0]), approvals.RequestDigest(items[1])) ||
			!bytes.Equal(approvals.FactsDigest(items[0]), approvals.FactsDigest(items[1]))
		reason, left := notAsked[f.path]
		switch {
		case left && reason == "":
			t.Errorf("%s: got no reason, want one", f.path)
		case left && guarded && f.path != "Unjudged":
			t.Errorf("%s: it is in a digest, want it out of the list", f.path)
		case !left && !guarded:
			t.Errorf("%s: a change of it refuses no click, want it in a digest or in the list with a reason", f.path)
		}
		if _, unseen := guardedUnseen[f.path]; left || unseen {
			continue
		}
		for n := range items {
			if text := allShown(t, items[n]); !strings.Contains(text, f.said(n)) {
				t.Errorf("%s: got a card and details without %q, want it there:\n%s", f.path, f.said(n), text)
			}
		}
	}
	for _, list := range []map[string]string{notAsked, guardedUnseen} {
		for path := range list {
			if !known[path] {
				t.Errorf("%s: no such field, want it out of the list", path)
			}
		}
	}
}

// allShown is what a person sees on the card and in Details.
func allShown(t *testing.T, w approvals.WorkItem) string {
	t.Helper()
	v := openCard()
	v.Item, v.Requester, v.Target = w, approvals.PersonView{}, approvals.PersonView{}
	text := wordsOf(t, Card(v).Blocks)
	for page := range 3 {
		text += "\n" + wordsOf(t, DetailsModal(v, page).Blocks)
	}
	return text
}

// When access begins and ends, which lines are decided already, and who wrote what, in every language.
func TestCardsWithFacts(t *testing.T) {
	t.Parallel()
	start := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)
	first, second, third := group("Ledger"), group("Pay run"), group("View pay")
	first.Start, first.End = start, start.AddDate(0, 3, 0)
	second.State, third.State, third.End = approvals.StateRejected, approvals.StateFinished, start.AddDate(1, 0, 0)
	with := func(v *approvals.CardView) {
		v.Item.Lines, v.Item.OlderComments = []approvals.ApprovalItem{first, second, third}, 2
		v.Item.Comments = []approvals.Comment{
			{Author: "Ann Low", At: fixtureNow.Add(-3 * time.Hour), Text: "Seen."},
			{Author: "Lee Quinn", At: fixtureNow.Add(-2 * time.Hour), Text: "I need it for the close.", Line: 1},
			{Author: "Kim Novak", At: fixtureNow.Add(-time.Hour), Text: strings.Repeat("I do not think Dana needs this. ", 12)},
			{Text: "Please ask her manager first."},
		}
	}
	v := openCard(with)
	goldenMessage(t, "card_facts", Card(v))
	goldenModal(t, "details_facts", DetailsModal(v, 0))
	goldenModal(t, "decide_facts", DecideModal(v, approvals.Deny, DecideMeta{WorkItemID: itemID}))
	said := map[string]bool{}
	for _, lang := range approvals.Languages() {
		v.Language = lang
		said[wordsOf(t, Card(v).Blocks)] = true
	}
	if len(said) != len(approvals.Languages()) {
		t.Errorf("got %d texts for %d languages, want one each", len(said), len(approvals.Languages()))
	}
	row := approvals.Row{WorkItemID: itemID, Number: "7", Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, Requester: "Lee Quinn",
		Target: "Dana Reyes", What: "Add Ledger (Active Directory)", Lines: 3, Start: first.Start, End: first.End, Decided: 2, Comments: 6,
		FactsMark: approvals.FactsMark(approvals.FactsDigest(v.Item)), RequestMark: approvals.RequestMark(v.Item), WorkItemURL: itemURL}
	goldenHome(t, "home_facts", HomeView(page([]approvals.Row{row}, 0, 1)))
}
