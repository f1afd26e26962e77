package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/metrics"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
)

// missing is a request of which something was not read.
func missing(id string, gaps ...approvals.Gap) approvals.WorkItem {
	w := request(id, "sam")
	w.Unread = gaps
	return w
}

// linkOnly is linkOnlyFor an item that was not read whole.
func (o *env) linkOnly(who string, w approvals.WorkItem) {
	o.t.Helper()
	o.linkOnlyFor(who, w, approvals.LinkOnlyNotWhole, approvals.RefusedNotWhole)
}

// linkOnlyFor checks that nothing that is handed out lets somebody decide the item here, that each says why, and that no click
// on it is taken, nor a decision written.
func (o *env) linkOnlyFor(who string, w approvals.WorkItem, why approvals.LinkOnlyReason, refused approvals.RefusalCode) {
	o.t.Helper()
	ctx, viewer := context.Background(), person(who).Identity
	card, err := o.CardView(ctx, o.cards(who)[0])
	o.must(err)
	modal, err := o.CardForModal(ctx, w.ID, viewer)
	o.must(err)
	for what, v := range map[string]approvals.CardView{"card": card, "modal": modal} {
		if v.Phase != approvals.PhaseLinkOnly || v.LinkOnly != why {
			o.t.Errorf("the %s is %s, %s, want Phase %v and LinkOnly %v",
				what, v.Phase, v.LinkOnly, approvals.PhaseLinkOnly, why)
		}
	}
	home, err := o.Home(ctx, viewer)
	o.must(err)
	list, err := o.Pending(ctx, viewer, 0, 5)
	o.must(err)
	for what, rows := range map[string][]approvals.Row{"home tab": home.Rows, "list": list.Rows} {
		if len(rows) != 1 || rows[0].Phase != approvals.PhaseLinkOnly || rows[0].LinkOnly != why {
			o.t.Errorf("the %s has %+v, want a length of 1, Phase %v and LinkOnly %v",
				what, rows, approvals.PhaseLinkOnly, why)
		}
	}
	for _, verdict := range []approvals.Verdict{approvals.Approve, approvals.Deny} {
		_, err = o.click(who, w.ID, verdict, "Because.")
		wantRefusal(o.t, err, refused)
	}
	o.wantWrite(store.Claim{Verdict: approvals.Approve}, w, refused)
}

// In a trial that only reads nothing is decided in Slack, whatever a card of before still shows.
func TestATrialThatOnlyReads(t *testing.T) {
	t.Parallel()
	o := newEnv(t, func(c *store.Config) { c.Policy.ReadOnly = true })
	w := request("a", "sam")
	o.see(w)
	o.linkOnlyFor("sam", w, approvals.LinkOnlyTrial, approvals.RefusedTrial)
}

// Whatever was not read: the item is link only everywhere, counts in the figures, and also the version before, which knows
// nothing of gaps, finds that it may not be decided here.
func TestWhatWasNotReadWholeIsDecidedInIIQ(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	card := o.cards("sam")[0]
	o.shows(card)
	for _, g := range approvals.Gaps() {
		w := missing("i1", g)
		o.see(w)
		if !o.behind(card) {
			t.Errorf("%s: the card does not follow", g)
		}
		o.shows(card)
		o.linkOnly("sam", w)
		f, err := metrics.ReadGauges(ctx, db.New(o.pool))
		o.must(err)
		if f.NotWhole != 1 || f.Gaps[g] != 1 || len(f.Gaps) != 1 {
			t.Errorf("%s: the figures are %d, %v, want NotWhole 1, f.Gaps[g] 1 and a length of 1", g, f.NotWhole, f.Gaps)
		}
		if got := o.one(`SELECT demands::text FROM work_items`); got != "{iiq}" {
			t.Errorf(`%s: stored is the demand %s, want "{iiq}"`, g, got)
		}
		if got := o.see(w); got.Unchanged != 1 {
			t.Errorf("%s: seen again it is %+v, want Unchanged 1", g, got)
		}
	}
	o.see(request("i1", "sam"))
	if v := o.shows(card); v.Phase != approvals.PhaseOpen {
		t.Errorf("read whole, the card is %s, %s, want %v", v.Phase, v.LinkOnly, approvals.PhaseOpen)
	}
	_, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
}

// The rules hold for what was not read as if it were what they look for.
func TestRulesHoldForWhatWasNotRead(t *testing.T) {
	t.Parallel()
	for show, want := range map[string]approvals.RefusalCode{"masked": approvals.RefusedNotWhole, "notice": approvals.RefusedRules,
		"none": approvals.RefusedRules} {
		o := newEnv(t, ruled(t, "rules: [{match: {entitlement: 'CN=Domain Admins,*'}, show: "+show+"}]\n"))
		o.adopt()
		w := of("i1", "plain")
		o.see(w)
		w.Unread = []approvals.Gap{approvals.GapLine}
		o.see(w)
		if text := o.told("sam", "i1"); strings.Contains(text, secret) {
			t.Errorf("%s: it tells %s, want text without %v", show, text, secret)
		}
		if got := o.one(`SELECT show FROM work_items`); got != show {
			t.Errorf("%s: stored is %s, want got %v", show, got, show)
		}
		_, err := o.click("sam", "i1", approvals.Approve, "")
		wantRefusal(t, err, want)
		o.wantWrite(store.Claim{Verdict: approvals.Approve}, w, want)
	}
}

// groups25 is a line with 25 groups in one value of some 1,200 characters; the 24th is what its caller wants.
func groups25(the24th string) approvals.ApprovalItem {
	var groups []string
	for n := range 25 {
		groups = append(groups, fmt.Sprintf("CN=Team-Share-%02d,OU=Groups,OU=Europe,DC=ex,DC=com", n))
	}
	groups[23] = the24th
	return approvals.ApprovalItem{ID: "l1", Operation: "Set", Application: "Active Directory", Name: "memberOf",
		Value: strings.Join(groups, ", ")}
}

func TestLongValuesCountWhole(t *testing.T) {
	t.Parallel()
	long := func(the24th string) approvals.WorkItem {
		w := request("i1", "sam")
		w.Lines = []approvals.ApprovalItem{groups25(the24th)}
		return w
	}
	t.Run("for the rules", func(t *testing.T) {
		o := newEnv(t, ruled(t, "rules: [{match: {entitlement: 'CN=Domain Admins,*'}, show: masked, demand: [iiq]}]\n"))
		o.adopt()
		o.see(long("CN=Domain Admins,CN=Users,DC=ex,DC=com"))
		v := o.shows(o.cards("sam")[0])
		if v.Show != sensitivity.Masked || v.Phase != approvals.PhaseLinkOnly || v.LinkOnly != approvals.LinkOnlyRules {
			t.Errorf("the card is %s, %s, shown %s, want Show %v, Phase %v and LinkOnly %v",
				v.Phase, v.LinkOnly, v.Show, sensitivity.Masked, approvals.PhaseLinkOnly, approvals.LinkOnlyRules)
		}
		_, err := o.click("sam", "i1", approvals.Approve, "")
		wantRefusal(t, err, approvals.RefusedRules)
	})
	t.Run("for the rules, value by value", func(t *testing.T) {
		o := newEnv(t, ruled(t, "rules: [{match: {entitlement: 'CN=Domain Admins,*Users*'}, show: masked, demand: [iiq]}]\n"))
		o.adopt()
		w := long("")
		w.Lines[0].Values = []string{"CN=A, DC=ex", "CN=Domain Admins, CN=Users, DC=ex", "CN=B, DC=ex"}
		w.Lines[0].Value = strings.Join(w.Lines[0].Values, ", ")
		o.see(w)
		_, err := o.click("sam", "i1", approvals.Approve, "")
		wantRefusal(t, err, approvals.RefusedRules)
	})
	t.Run("for what was shown", func(t *testing.T) {
		o := newEnv(t, nil)
		shown, later := long("CN=Team-Share-23,OU=Groups,DC=ex"), long("CN=Domain Admins,CN=Users,DC=ex")
		o.see(shown)
		card := o.cards("sam")[0]
		if v := o.shows(card); v.Item.Lines[0].Value != shown.Lines[0].Value {
			t.Errorf("the card is made of %d characters", len(v.Item.Lines[0].Value))
		}
		o.see(later)
		click := approvals.Click{ID: "c1", Person: person("sam"), WorkItemID: "i1", CardID: card, Verdict: approvals.Approve}
		_, err := o.Decide(context.Background(), click)
		wantRefusal(t, err, approvals.RefusedChanged)
		o.shows(card)
		click.ID = "c2"
		receipt, err := o.Decide(context.Background(), click)
		o.must(err)
		claim, err := o.ClaimDecision(context.Background(), receipt.DecisionID, 1, testLease)
		o.must(err)
		o.wantWrite(claim, later, "")
		o.wantWrite(claim, shown, approvals.RefusedChanged)
	})
}
