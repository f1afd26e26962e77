package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// forger is an environment in which the rules demand a confirmation, with the controls that the bot has drawn for Sam.
type forger struct {
	*env
	card, other uuid.UUID
	form        approvals.CardView
	home        approvals.Row
}

func newForger(t *testing.T) forger {
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.must(o.saveGroup("g", "Group", []string{"sam", "nora"}))
	w := of("i1", "confirmed")
	w.Owner = approvals.Ref{ID: "g", Name: "Group"}
	o.see(w, of("i2", "confirmed"))
	f := forger{env: o}
	for _, who := range []string{"sam", "nora"} {
		for _, c := range o.cards(who) {
			if o.shows(c).Item.ID != "i1" {
				continue
			}
			if who == "sam" {
				f.card = c
			} else {
				f.other = c
			}
		}
	}
	var err error
	f.form, err = o.CardForModal(context.Background(), "i1", person("sam").Identity)
	o.must(err)
	home, err := o.Home(context.Background(), person("sam").Identity)
	o.must(err)
	for _, row := range home.Rows {
		if row.WorkItemID == "i1" {
			f.home = row
		}
	}
	return f
}

func (f forger) onCard(id uuid.UUID) approvals.Click {
	return approvals.Click{CardID: id, MessageTS: "1." + id.String(), ChannelID: "D1"}
}

func (f forger) inForm() approvals.Click {
	return approvals.Click{RequestMark: f.form.RequestMark(), FactsMark: f.form.FactsMark(), ConfirmProof: f.form.ConfirmProof}
}

func (f forger) onHome() approvals.Click {
	return approvals.Click{RequestMark: f.home.RequestMark, FactsMark: f.home.FactsMark, ConfirmProof: f.home.ConfirmProof}
}

// proofOf is the proof that another person's form, or the form for another item, carries.
func (f forger) proofOf(item, who string) string {
	f.t.Helper()
	v, err := f.CardForModal(context.Background(), item, person(who).Identity)
	f.must(err)
	if v.ConfirmProof == "" {
		f.t.Fatalf("the form of %s for %s has no proof", who, item)
	}
	return v.ConfirmProof
}

// Where the rules demand a confirmation, only a control that the bot drew for this person approves. Whatever a control carries may be
// left out, taken from another one, or made up.
func TestNoForgedValueSkipsAConfirmation(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	for name, forged := range map[string]approvals.Click{
		"nothing but the item":           {},
		"a card that there is not":       f.onCard(uuid.New()),
		"somebody else's card":           f.onCard(f.other),
		"the card, from another message": {CardID: f.card, MessageTS: "1.2", ChannelID: "D1"},
		"the card, from no message":      {CardID: f.card},
		"the marks without a proof":      {RequestMark: f.home.RequestMark, FactsMark: f.home.FactsMark},
		"a proof without the marks":      {ConfirmProof: f.home.ConfirmProof},
		"a proof without the facts":      {RequestMark: f.home.RequestMark, ConfirmProof: f.home.ConfirmProof},
		"a proof that is made up":        {RequestMark: f.home.RequestMark, FactsMark: f.home.FactsMark, ConfirmProof: f.home.RequestMark},
		"the proof of somebody else's form": {RequestMark: f.home.RequestMark, FactsMark: f.home.FactsMark,
			ConfirmProof: f.proofOf("i1", "nora")},
		"the proof of another item": {RequestMark: f.home.RequestMark, FactsMark: f.home.FactsMark, ConfirmProof: f.proofOf("i2", "sam")},
	} {
		forged.ID, forged.Person, forged.WorkItemID, forged.Verdict = name, person("sam"), "i1", approvals.Approve
		_, err := f.Decide(context.Background(), forged)
		if r, refused := approvals.AsRefusal(err); !refused || r.Code != approvals.RefusedChanged {
			t.Errorf("%s: got %v, want the refusal %q", name, err, approvals.RefusedChanged)
		}
	}
	if n := f.one("SELECT count(*)::text FROM decisions"); n != "0" {
		t.Errorf("%s decisions were stored, want none", n)
	}
}

// A control that the bot drew does approve, and a denial wants no confirmation.
func TestTheBotsOwnControlsApprove(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		of      func(forger) approvals.Click
		verdict approvals.Verdict
		comment string
	}{
		"a card":                {func(f forger) approvals.Click { return f.onCard(f.card) }, approvals.Approve, ""},
		"a form":                {forger.inForm, approvals.Approve, ""},
		"the Home tab":          {forger.onHome, approvals.Approve, ""},
		"a denial without mark": {func(forger) approvals.Click { return approvals.Click{} }, approvals.Deny, "No."},
		"the card of a version that stores no message yet": {func(f forger) approvals.Click {
			f.exec("UPDATE cards SET message_ts = '' WHERE id = $1", f.card)
			return f.onCard(f.card)
		}, approvals.Approve, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForger(t)
			c := tc.of(f)
			c.ID, c.Person, c.WorkItemID, c.Verdict, c.Comment = name, person("sam"), "i1", tc.verdict, tc.comment
			if _, err := f.Decide(context.Background(), c); err != nil {
				t.Errorf("got %v, want it stored", err)
			}
		})
	}
}
