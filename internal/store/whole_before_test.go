package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/owners"
)

const testLease = time.Minute

// before leaves the item and its cards as version 0.1.0 leaves them, which knows neither gaps nor facts; other columns are as
// this version writes them.
func (o *env) before(id string) {
	o.t.Helper()
	o.exec(`UPDATE work_items SET gaps = NULL, gaps_of = NULL, facts = NULL, facts_of = NULL WHERE id = $1`, id)
	o.exec(`UPDATE cards SET facts_hash = NULL, facts_shown = NULL WHERE work_item_id = $1`, id)
}

func (o *env) clickOn(w approvals.WorkItem, click string) error {
	_, err := o.Decide(context.Background(), approvals.Click{ID: click, Person: person("sam"), WorkItemID: w.ID, CardID: o.cards("sam")[0],
		Verdict: approvals.Approve})
	return err
}

// A card of the version before is good where that version cut nothing, and nothing is drawn anew for what it does not tell.
func TestCardsOfTheVersionBeforeStayGood(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	w := request("i1", "sam")
	o.see(w)
	card := o.cards("sam")[0]
	o.shows(card)
	o.before("i1")
	version := o.one(`SELECT version::text FROM work_items`)
	if got := o.see(w); got.Unchanged != 1 || o.behind(card) || o.one(`SELECT version::text FROM work_items`) != version {
		t.Errorf("seen again it is %+v, the card behind: %t, want one unchanged item in the same version", got, o.behind(card))
	}
	if got := o.one(`SELECT (gaps = '{}' AND gaps_of = content_hash AND facts = '{}' AND facts_of = content_hash)::text FROM work_items`); got != "true" {
		t.Error("nothing is noted of what was read whole")
	}
	o.before("i1")
	o.must(o.clickOn(w, "c1"))
}

// What the version before has cut is not decided by what it showed: not before it is read again, and then not by the old card.
func TestWhatTheVersionBeforeCutIsNotDecidedByItsCard(t *testing.T) {
	t.Parallel()
	rest := " more, to be seen in IdentityIQ"
	long := strings.Repeat("v", 1500)
	lines := func(n int) []approvals.ApprovalItem {
		all := make([]approvals.ApprovalItem, n)
		for i := range all {
			all[i] = request("", "").Lines[0]
		}
		return all
	}
	for name, tc := range map[string]struct {
		cut, whole func(*approvals.WorkItem)
		// unshown is set where what was cut is nothing that is asked for.
		unshown bool
	}{
		"value": {func(w *approvals.WorkItem) { w.Lines[0].Value = long[:999] + "…" }, func(w *approvals.WorkItem) { w.Lines[0].Value = long }, false},
		"native identity": {func(w *approvals.WorkItem) { w.Lines[0].NativeIdentity = long[:999] + "…" },
			func(w *approvals.WorkItem) { w.Lines[0].NativeIdentity = long }, false},
		"lines": {func(w *approvals.WorkItem) {
			w.Lines = append(lines(999), approvals.ApprovalItem{DisplayValue: "2" + rest})
		},
			func(w *approvals.WorkItem) { w.Lines, w.Unread = lines(1000), []approvals.Gap{approvals.GapLines} }, false},
		"violation": {func(w *approvals.WorkItem) { w.Violations = []string{long[:999] + "…"} },
			func(w *approvals.WorkItem) { w.Violations = []string{long} }, true},
		"justification": {func(w *approvals.WorkItem) { w.Justification = strings.Repeat("é", 3999) + "…" },
			func(w *approvals.WorkItem) { w.Justification = strings.Repeat("é", 5000) }, true},
		"description": {func(w *approvals.WorkItem) { w.Description = strings.Repeat("é", 3999) + "…" },
			func(w *approvals.WorkItem) { w.Description = strings.Repeat("é", 5000) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			w := request("i1", "sam")
			tc.cut(&w)
			o.see(w)
			o.shows(o.cards("sam")[0])
			o.before("i1")
			wantRefusal(t, o.clickOn(w, "c1"), approvals.RefusedNotWhole)
			whole := request("i1", "sam")
			tc.whole(&whole)
			o.see(whole)
			switch err := o.clickOn(w, "c2"); {
			case !whole.Whole():
				wantRefusal(t, err, approvals.RefusedNotWhole)
				return
			case tc.unshown:
				o.must(err)
				return
			default:
				wantRefusal(t, err, approvals.RefusedChanged)
			}
			o.shows(o.cards("sam")[0])
			o.must(o.clickOn(w, "c3"))
		})
	}
}

// While both versions run, the one before may write its cut content over what was read whole, and what this one said of the
// item does not count for that.
func TestWhatTheVersionBeforeWritesIsNotTakenForWhole(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	w := request("i1", "sam")
	w.Lines[0].Value = strings.Repeat("v", 1500)
	o.see(w)
	o.exec(`UPDATE work_items SET lines = jsonb_set(lines, '{0,value}', to_jsonb(repeat('v', 999) || '…')), content_hash = 'of what was cut'`)
	_, err := o.click("sam", "i1", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedNotWhole)
	o.see(w)
	_, err = o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	other := missing("i2", approvals.GapSet)
	other.Lines = nil
	o.see(other)
	o.exec(`UPDATE work_items SET content_hash = 'of another content' WHERE id = 'i2'`)
	if v, err := o.ViewFor(context.Background(), "i2", "sam"); err != nil || v.Item.Whole() != v.Item.Unjudged {
		t.Errorf("what was said of other content counts: %+v, %v, want Whole %v", v.Item, err, v.Item.Unjudged)
	}
}

// A workgroup whose members change rewrites its items, and does not claim that they were read whole.
func TestRegroupingClaimsNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, nil)
	o.see(request("i1", "grp"))
	o.before("i1")
	at, err := o.Now(ctx)
	o.must(err)
	o.must(o.SaveWorkgroup(ctx, schedule.Lease{},
		owners.Expansion{ID: "grp", Name: "Group", Members: []string{"sam"}, ReadAt: at, Witnessed: true}))
	if got := o.one(`SELECT (gaps IS NULL)::text FROM work_items WHERE owner_workgroup`); got != "true" {
		t.Errorf(`gaps are unknown: %q, want "true"`, got)
	}
}
