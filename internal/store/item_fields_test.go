package store_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// noContent are the fields of an item whose change draws no card anew, with the reason. A new field fails
// TestAChangeOfAnyFieldReachesTheCard until it is kept, or stands here.
var noContent = map[string]string{
	"ID":                 "another id is another item",
	"Certification":      "of a review's work item, which has a card of its own kind",
	"Created":            "a stamp",
	"Modified":           "a stamp",
	"State":              "an item that is not open ends",
	"Completer":          "only an item that has ended has one",
	"CompletionComments": "only an item that has ended has one",
	"CompletionWritten":  "only an item that has ended has one",
	"Parties":            "what our tables know of the people, kept by its own use case",
	"Described":          "about the read",
	"Unjudged":           "about the row",
	"Tag":                "made by each read of what is in the digests; one of a gateway's is in the tests of tags",
	"ByGateway":          "about the read",
	"Lines.Description":  "only a read by id has it",
	"Lines.Hidden":       "set in what is shown alone",
}

// keptElsewhere are the fields that no row of an item has, with the reason.
var keptElsewhere = map[string]string{
	"Owner.Display": "the owner's name is read from the tables of people and workgroups",
	"ForwardedBy":   "kept with the approver",
}

// decidesNothing are the fields whose change leaves an old click good, with the reason.
var decidesNothing = map[string]string{
	"Number":            "what people call the item",
	"Level":             "how urgent it is",
	"Due":               "until when one may decide",
	"Owner.Name":        "another name of the same owner",
	"Owner.Display":     "another name of the same owner",
	"Requester.Name":    "another name of the same requester, who is known by id; one that is known by name is in judgedChanges",
	"Requester.Display": "another name of the same requester; one that is the clicker's own is in judgedChanges",
	"RequestName":       "the number of the parent",
	"ForwardedBy":       "how it came to the approver",
	"TargetIsThing":     "of an item with a target; of one without it is in judgedChanges",
	"UnreadDates":       "a date that decides something is among what was not read whole",
	"Lines.ID":          "IIQ's own name of the line",
}

// judgedChanges are changes of what a rule reads, and what the click on the old card is then told.
var judgedChanges = map[string]struct {
	before, change func(*approvals.WorkItem)
	want           approvals.RefusalCode
}{
	"Type":      {nil, func(w *approvals.WorkItem) { w.Type = approvals.TypeForm }, approvals.RefusedType},
	"Signature": {nil, func(w *approvals.WorkItem) { w.Signature = true }, approvals.RefusedSignature},
	"Unread":    {nil, func(w *approvals.WorkItem) { w.Unread = []approvals.Gap{approvals.GapLine} }, approvals.RefusedNotWhole},
	"Owner.ID": {nil, func(w *approvals.WorkItem) { w.Owner = approvals.Ref{ID: "nora", Name: "nora.x"} },
		approvals.RefusedForwarded},
	"Requester.ID": {nil, func(w *approvals.WorkItem) { w.Requester.ID = "sam" }, approvals.RefusedSelf},
	"Target.ID":    {nil, func(w *approvals.WorkItem) { w.Target.ID = "sam" }, approvals.RefusedSelf},
	"Requester.Name": {func(w *approvals.WorkItem) { w.Requester = approvals.Ref{Name: "lee.x"} },
		func(w *approvals.WorkItem) { w.Requester.Name = "sam.x" }, approvals.RefusedSelf},
	"Target.Name": {func(w *approvals.WorkItem) { w.Target = approvals.Ref{Name: "lee.x"} },
		func(w *approvals.WorkItem) { w.Target.Name = "sam.x" }, approvals.RefusedSelf},
	"Requester.Display": {func(w *approvals.WorkItem) { w.Requester = approvals.Ref{Name: "lee.x", Display: "Lee"} },
		func(w *approvals.WorkItem) { w.Requester.Display = "D. sam" }, approvals.RefusedSelf},
	"Target.Display": {func(w *approvals.WorkItem) { w.Target = approvals.Ref{Name: "lee.x", Display: "Lee"} },
		func(w *approvals.WorkItem) { w.Target.Display = "D. sam" }, approvals.RefusedSelf},
	"TargetIsThing": {func(w *approvals.WorkItem) { w.Target, w.TargetIsThing = approvals.Ref{}, true },
		func(w *approvals.WorkItem) { w.TargetIsThing = false }, approvals.RefusedUnknownPeople},
}

// itemFields gives every field of an item, of the people in it, and of its first line and comment, with a change of it.
func itemFields(t *testing.T) map[string]func(*approvals.WorkItem) {
	t.Helper()
	out := map[string]func(*approvals.WorkItem){}
	var walk func(path string, typ reflect.Type, at func(*approvals.WorkItem) reflect.Value)
	walk = func(path string, typ reflect.Type, at func(*approvals.WorkItem) reflect.Value) {
		for i := range typ.NumField() {
			f, name := typ.Field(i), strings.TrimPrefix(path+"."+typ.Field(i).Name, ".")
			here := func(w *approvals.WorkItem) reflect.Value { return at(w).Field(i) }
			switch f.Type {
			case reflect.TypeFor[approvals.Ref]():
				walk(name, f.Type, here)
			case reflect.TypeFor[[]approvals.ApprovalItem](), reflect.TypeFor[[]approvals.Comment]():
				walk(name, f.Type.Elem(), func(w *approvals.WorkItem) reflect.Value { return here(w).Index(0) })
			default:
				out[name] = func(w *approvals.WorkItem) { changeValue(t, name, here(w)) }
			}
		}
	}
	walk("", reflect.TypeFor[approvals.WorkItem](), func(w *approvals.WorkItem) reflect.Value { return reflect.ValueOf(w).Elem() })
	return out
}

// changeValue gives a field another value, whatever it is now.
func changeValue(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch {
	case v.Type() == reflect.TypeFor[approvals.ItemState]():
		v.SetString(string(approvals.StateFinished))
	case v.Type() == reflect.TypeFor[approvals.ItemType]():
		v.SetString(string(approvals.TypeForm))
	case v.Kind() == reflect.String:
		v.SetString(v.String() + " changed")
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.Int:
		v.SetInt(v.Int() + 1)
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.UnixMilli(1830297600000).UTC()))
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		one := reflect.New(v.Type().Elem()).Elem()
		one.SetString("changed")
		v.Set(reflect.Append(reflect.MakeSlice(v.Type(), 0, 1), one))
	case v.Type() == reflect.TypeFor[approvals.Parties]():
		v.Set(reflect.ValueOf(approvals.Parties{Requester: approvals.Party{Name: "changed"}}))
	default:
		t.Fatalf("%s has the type %s: want a way to change it", name, v.Type())
	}
}

// Whatever of an item changes after its card went out is kept and draws the card anew, and the old click is refused where the change
// is one that a click is held against, or that a rule reads. A field is in this test as soon as the type has it.
func TestAChangeOfAnyFieldReachesTheCard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	fields := itemFields(t)
	for name, change := range fields {
		if reason, left := noContent[name]; left {
			if reason == "" {
				t.Errorf("%s: got no reason, want one", name)
			}
			continue
		}
		before, changed, card := o.cardBeforeAndAfter(name, nil, change)
		if _, elsewhere := keptElsewhere[name]; !elsewhere {
			o.wantKept(name, card, changed, before)
		}
		if _, free := decidesNothing[name]; free {
			continue
		}
		if _, err := o.Decide(context.Background(), oldClick(before.ID, card)); err == nil {
			t.Errorf("%s: got a click on the old card taken, want it refused", name)
		}
	}
	for _, list := range []map[string]string{noContent, keptElsewhere, decidesNothing} {
		for name := range list {
			if fields[name] == nil {
				t.Errorf("%s: got no such field, want it out of the list", name)
			}
		}
	}
}

// cardBeforeAndAfter shows an item's card, changes the item, and wants the card behind.
func (o *env) cardBeforeAndAfter(name string, prepare, change func(*approvals.WorkItem)) (before, changed approvals.WorkItem,
	card uuid.UUID) {
	o.t.Helper()
	id := uuid.NewString()
	made := func() approvals.WorkItem {
		w := factual(id, "sam")
		w.Due, w.Level = time.UnixMilli(1798761600000).UTC(), "High"
		if prepare != nil {
			prepare(&w)
		}
		return w
	}
	before, changed = made(), made()
	o.see(before)
	card = o.cardOf(id)
	if v := o.shows(card); v.Phase != approvals.PhaseOpen {
		o.t.Fatalf("%s: got a card in the phase %s (%s), want one that can be decided", name, v.Phase, v.LinkOnly)
	}
	change(&changed)
	if o.see(changed); !o.behind(card) {
		o.t.Errorf("%s: got a card that is not drawn anew, want it to follow the item", name)
	}
	if got := o.see(changed); got.Unchanged != 1 {
		o.t.Errorf("%s: seen again: got %+v, want it unchanged", name, got)
	}
	return before, changed, card
}

func oldClick(item string, card uuid.UUID) approvals.Click {
	return approvals.Click{ID: uuid.NewString(), Person: person("sam"), WorkItemID: item, CardID: card, Verdict: approvals.Approve}
}

// wantKept wants one field of the stored item to be as it was read last.
func (o *env) wantKept(name string, card uuid.UUID, want, before approvals.WorkItem) {
	o.t.Helper()
	v, err := o.CardView(context.Background(), card)
	o.must(err)
	got, wanted, was := fieldOf(v.Item, name), fieldOf(want, name), fieldOf(before, name)
	if reflect.DeepEqual(wanted, was) {
		o.t.Errorf("%s: got no change of it, want one", name)
	}
	if at, isTime := got.(time.Time); isTime {
		got = at.UTC()
	}
	if !reflect.DeepEqual(got, wanted) {
		o.t.Errorf("%s: got %v in the row, want %v", name, got, wanted)
	}
}

func fieldOf(w approvals.WorkItem, path string) any {
	v := reflect.ValueOf(w)
	for name := range strings.SplitSeq(path, ".") {
		if v = v.FieldByName(name); v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
			v = v.Index(0)
		}
	}
	return v.Interface()
}

// A click on a card from before is judged by what the rules read now.
func TestAChangeOfWhatARuleReadsRefusesTheOldClick(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for name, c := range judgedChanges {
		before, _, card := o.cardBeforeAndAfter(name, c.before, c.change)
		_, err := o.Decide(context.Background(), oldClick(before.ID, card))
		if r, refused := approvals.AsRefusal(err); !refused || r.Code != c.want {
			t.Errorf("%s: got %v, want the refusal %s", name, err, c.want)
		}
	}
}

// An approval that becomes anything else has no buttons any more, whether or not that type is ever shown, and gets them back.
func TestATypeThatChangesAndComesBack(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for _, to := range []approvals.ItemType{approvals.TypeForm, approvals.TypeDelegation, approvals.TypeManualAction,
		approvals.TypeCertification, "Event", "Of tomorrow"} {
		id := uuid.NewString()
		w := factual(id, "sam")
		o.see(w)
		card := o.cardOf(id)
		o.shows(card)
		for range 2 {
			w.Type = to
			o.see(w)
			if v := o.shows(card); v.Phase != approvals.PhaseLinkOnly || v.LinkOnly != approvals.LinkOnlyType {
				t.Errorf("%s: got the card %s %s, want %s %s", to, v.Phase, v.LinkOnly, approvals.PhaseLinkOnly, approvals.LinkOnlyType)
			}
			_, err := o.Decide(context.Background(), oldClick(id, card))
			wantRefusal(t, err, approvals.RefusedType)
			if ids, err := o.OpenItemIDs(context.Background(), "", 1000); err != nil || !slices.Contains(ids, id) {
				t.Errorf("%s: got %v, %v, want the item among those that are compared with IdentityIQ", to, ids, err)
			}
			w.Type = approvals.TypeApproval
			o.see(w)
			if v := o.shows(card); v.Phase != approvals.PhaseOpen {
				t.Errorf("%s and back: got the card %s, want %s", to, v.Phase, approvals.PhaseOpen)
			}
		}
		if _, err := o.Decide(context.Background(), oldClick(id, card)); err != nil {
			t.Errorf("%s and back: got %v, want the click taken", to, err)
		}
	}
	strange := request("never shown", "sam")
	strange.Type = "Event"
	if o.see(strange); o.one(`SELECT id FROM work_items WHERE id = 'never shown'`) != "" {
		t.Error("got a row for an item of a type that is never shown, want none")
	}
}

// A replica of version 0.1.0 stores all of a changed item but its type. The next look puts that right.
func TestATypeThatTheVersionBeforeLeft(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	w := factual("i1", "sam")
	w.Type = approvals.TypeForm
	o.see(w)
	card := o.cardOf("i1")
	o.exec(`UPDATE work_items SET type = 'Approval'`)
	o.shows(card)
	if o.see(w); !o.behind(card) {
		t.Error("got a card that is not drawn anew, want it to follow the item")
	}
	if v := o.shows(card); v.Phase != approvals.PhaseLinkOnly {
		t.Errorf("got the card %s, want %s", v.Phase, approvals.PhaseLinkOnly)
	}
}
