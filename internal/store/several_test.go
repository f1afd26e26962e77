package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store"
)

// bulkEnv is a desk on which 25 items may be approved at once.
func bulkEnv(t *testing.T, change func(*store.Config)) *env {
	t.Helper()
	return newEnv(t, func(c *store.Config) {
		c.Policy.BulkMax = 25
		if change != nil {
			change(c)
		}
	})
}

// several makes items of sam's, i00 and so on.
func (o *env) several(n int, changes ...func(n int, w *approvals.WorkItem)) (ids []string) {
	o.t.Helper()
	var items []approvals.WorkItem
	for i := range n {
		w := request(fmt.Sprintf("i%02d", i), "sam")
		w.Due = time.UnixMilli(1900000000000 + int64(i))
		for _, change := range changes {
			change(i, &w)
		}
		items, ids = append(items, w), append(ids, w.ID)
	}
	o.see(items...)
	return ids
}

// form is what a form shows somebody now, with every box ticked.
func (o *env) form(who string) approvals.BulkClick {
	o.t.Helper()
	offer, err := o.BulkOffer(context.Background(), person(who).Identity)
	o.must(err)
	b := approvals.BulkClick{Form: uuid.New(), Person: person(who), Open: 42 * time.Second}
	for _, row := range offer.Offered {
		b.Chosen = append(b.Chosen, approvals.BulkChoice{WorkItemID: row.WorkItemID, Mark: row.OfferMark, Shown: "box of " + row.Number})
	}
	return b
}

func (o *env) submit(b approvals.BulkClick) approvals.BulkReceipt {
	o.t.Helper()
	r, err := o.DecideSeveral(context.Background(), b)
	o.must(err)
	return r
}

func rowsOf(offer approvals.BulkOffer) string {
	var all []string
	for _, row := range offer.Offered {
		all = append(all, row.WorkItemID)
	}
	for _, r := range offer.Left {
		all = append(all, r.Row.WorkItemID+" "+string(r.Why.Code))
	}
	return strings.Join(all, ", ")
}

// The most urgent items come first, no more than the setting allows, and what wants a click of its own is named.
func TestWhatIsOfferedTogether(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, func(c *store.Config) { c.Policy.BulkMax = 3 })
	o.several(7, func(n int, w *approvals.WorkItem) {
		switch n {
		case 0:
			w.Violations = []string{"SoD 7"}
		case 2:
			w.Lines[0].Privileged = true
		case 4:
			w.Requester = approvals.Ref{ID: "sam", Name: "sam.x"}
		}
	})
	offer, err := o.BulkOffer(t.Context(), person("sam").Identity)
	o.must(err)
	if got, want := rowsOf(offer), "i01, i03, i05, i00 bulk_violation, i02 bulk_privileged, i04 self"; got != want {
		t.Errorf("offered: got %q, want %q", got, want)
	}
	for name, c := range map[string]struct {
		limit int
		want  bool
	}{"a page without two of them": {1, true}, "a page with two": {4, true}} {
		page, err := o.Pending(t.Context(), person("sam").Identity, 0, c.limit)
		o.must(err)
		if page.Several != c.want {
			t.Errorf("%s: a button is %t, want %t", name, page.Several, c.want)
		}
	}
}

// What only the catalogue calls privileged is asked back for on the Home tab, and wants a click of its own: in the form, and where that
// came to be known while the form was open.
func TestWhatTheCatalogueCallsPrivilegedIsNotDecidedTogether(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, nil)
	ids := o.several(4)
	form := o.form("sam")
	for n, content := range []string{`{"lines": [{"line_id": "l1", "privileged": true}]}`,
		`{"lines": [{"line_id": "l1", "owner": "Kim"}]}`} {
		o.exec(`INSERT INTO item_contexts (work_item_id, turn, claimed_at, read_at, content) VALUES ('` + ids[n] + `', '', now(), now(), '` +
			content + `')`)
	}
	offer, err := o.BulkOffer(context.Background(), person("sam").Identity)
	o.must(err)
	if got, want := rowsOf(offer), "i01, i02, i03, i00 bulk_privileged"; got != want {
		t.Errorf("offered: got %s, want %s", got, want)
	}
	if got := offer.Left[0].Row.Warnings; !slices.Contains(got, approvals.WarnPrivileged) {
		t.Errorf("the row warns of %v, want %s among it", got, approvals.WarnPrivileged)
	}
	if r := o.submit(form); r.Refused != 1 || r.Recording != 3 {
		t.Errorf("got %d refused and %d recording, want 1 and 3", r.Refused, r.Recording)
	}
	if got := o.one(`SELECT string_agg(work_item_id, ' ' ORDER BY work_item_id) FROM decisions`); got != "i01 i02 i03" {
		t.Errorf("decided: got %s, want i01 i02 i03", got)
	}
}

func TestOneItemIsNotOfferedTogether(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		max, items int
		want       bool
	}{"one": {25, 1, false}, "two": {25, 2, true}, "two, switched off": {0, 2, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := bulkEnv(t, func(cfg *store.Config) { cfg.Policy.BulkMax = c.max })
			o.several(c.items)
			page, err := o.Pending(t.Context(), person("sam").Identity, 0, 5)
			o.must(err)
			if page.Several != c.want {
				t.Errorf("a button is %t, want %t", page.Several, c.want)
			}
		})
	}
}

// Each item has a decision, a job and an entry of its own, in one transaction; whoever is refused hinders no other, and is named.
func TestSeveralAreDecidedInOneTransaction(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, nil)
	o.several(5)
	b := o.form("sam")
	b.Comment = " fine "
	// Since the form was opened one has changed, one has been decided, and one has gone to somebody else.
	changed := request("i01", "sam")
	changed.Lines[0].Value = "Writer"
	o.see(changed, request("i03", "nora"))
	if _, err := o.click("sam", "i02", approvals.Deny, "no"); err != nil {
		t.Fatal(err)
	}
	before := o.transactions()
	r := o.submit(b)
	if r.Recording != 2 || r.Refused != 3 || r.Repeated {
		t.Errorf("got %+v, want 2 recording and 3 refused", r)
	}
	want := "i00 , i01 changed, i02 being_recorded, i03 forwarded, i04 "
	got := o.one(`SELECT string_agg(work_item_id || ' ' || coalesce(refusal ->> 'code', ''), ', ' ORDER BY place) FROM bulk_items`)
	if got != want {
		t.Errorf("the bulk has %q, want %q", got, want)
	}
	if got := o.one(`SELECT string_agg(work_item_id || ' ' || verdict || ' ' || comment, ', ' ORDER BY work_item_id) FROM decisions
		WHERE verdict = 'approve'`); got != "i00 approve fine, i04 approve fine" {
		t.Errorf("decisions: got %q", got)
	}
	if got := o.one(`SELECT count(*)::text FROM river_job WHERE kind = 'submit_decision'`); got != "3" {
		t.Errorf("got %s jobs for decisions, want 3", got)
	}
	if now := o.transactions(); now == before || o.one(`SELECT ($1::int + 1)::text`, before) != now {
		t.Errorf("transactions that wrote to the log: %s, then %s, want one more", before, now)
	}
	entries := o.one(`SELECT string_agg(kind || ' ' || (payload #>> '{item,id}') || ' ' || (payload #>> '{bulk,of}') || ' '
		|| (payload #>> '{bulk,seconds}') || ' ' || coalesce(payload #>> '{shown,text}', ''), ', ' ORDER BY seq)
		FROM audit_log WHERE payload #>> '{bulk,id}' = $1`, r.ID.String())
	want = "decision.clicked i00 5 42 box of i00, click.refused i01 5 42 box of i01, click.refused i02 5 42 box of i02, " +
		"click.refused i03 5 42 box of i03, decision.clicked i04 5 42 box of i04"
	if entries != want {
		t.Errorf("the decision log has\n%s, want\n%s", entries, want)
	}
}

// A submission that comes twice, or once more with another choice, decides each item once.
func TestASubmissionCountsOnce(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, nil)
	o.several(3)
	b := o.form("sam")
	fewer := b
	fewer.Chosen = b.Chosen[:2]
	first := o.submit(fewer)
	again := o.submit(fewer)
	if again.ID != first.ID || !again.Repeated || again.Recording != 2 {
		t.Errorf("delivered twice: got %+v, want it repeated as %+v", again, first)
	}
	if more := o.submit(b); more.Recording != 3 || more.Repeated || more.ID == first.ID {
		t.Errorf("one more ticked: got %+v, want a bulk of three", more)
	}
	if got := o.one(`SELECT count(*) || ' ' || count(DISTINCT work_item_id) FROM decisions`); got != "3 3" {
		t.Errorf("decisions and their items: got %s, want 3 3", got)
	}
	twice := o.form("sam")
	twice.Chosen = []approvals.BulkChoice{b.Chosen[0], b.Chosen[0]}
	if r := o.submit(twice); r.Recording+r.Refused != 1 {
		t.Errorf("one box twice: got %+v, want one item", r)
	}
}

func TestABulkIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, func(c *store.Config) { c.Policy.BulkMax, c.Policy.ApproveComment = 2, true })
	o.several(3)
	b := o.form("sam")
	_, err := o.DecideSeveral(t.Context(), b)
	wantRefusal(t, err, approvals.RefusedNoComment)
	b.Comment = "fine"
	b.Chosen = append(b.Chosen, approvals.BulkChoice{WorkItemID: "i02", Mark: "0123456789"})
	_, err = o.DecideSeveral(t.Context(), b)
	wantRefusal(t, err, approvals.RefusedBulkOff)
	if got := o.one(`SELECT count(*)::text FROM bulks`); got != "0" {
		t.Errorf("got %s bulks stored, want none", got)
	}
}

// Whoever clicks on one of the items is first, or second: never both.
func TestABulkWaitsForAClickOnOneOfItsItems(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, nil)
	o.several(3)
	b := o.form("sam")
	var r approvals.BulkReceipt
	o.must(o.whileHeld(func(ctx context.Context) (err error) {
		r, err = o.DecideSeveral(ctx, b)
		return err
	}, `SELECT FROM work_items WHERE id = 'i01' FOR UPDATE`, strings.Replace(decisionOfNora("i01"), "'theirs'", "'first'", 1)))
	if r.Recording != 2 || r.Refused != 1 {
		t.Errorf("got %+v, want two recording and one refused", r)
	}
	if got := o.one(`SELECT refusal ->> 'by' FROM bulk_items WHERE decision_id IS NULL`); got != "Nora" {
		t.Errorf("the third: got %q first, want Nora", got)
	}
}

// Two bulks on the same items, ticked in opposite orders, never lock each other out.
func TestTwoBulksAtOnce(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, nil)
	o.must(o.saveGroup("g1", "Owners", []string{"sam", "nora"}))
	var items []approvals.WorkItem
	for n := range 20 {
		items = append(items, request(fmt.Sprintf("i%02d", n), "g1"))
	}
	o.see(items...)
	one, other := o.form("sam"), o.form("nora")
	for i, j := 0, len(other.Chosen)-1; i < j; i, j = i+1, j-1 {
		other.Chosen[i], other.Chosen[j] = other.Chosen[j], other.Chosen[i]
	}
	type end struct {
		r   approvals.BulkReceipt
		err error
	}
	ends := make(chan end, 2)
	for _, b := range []approvals.BulkClick{one, other} {
		go func() {
			r, err := o.DecideSeveral(t.Context(), b)
			ends <- end{r, err}
		}()
	}
	recording, refused := 0, 0
	for range 2 {
		e := patience.Receive(t, "the end of a bulk", ends)
		o.must(e.err)
		recording, refused = recording+e.r.Recording, refused+e.r.Refused
	}
	if recording != len(items) || refused != len(items) {
		t.Errorf("got %d recording and %d refused, want %d of each", recording, refused, len(items))
	}
}

// The items are locked in the order of their ids, whatever the order of the boxes.
func TestTheItemsOfABulkAreLockedInOrder(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, nil)
	o.several(3)
	b := o.form("sam")
	b.Chosen[0], b.Chosen[2] = b.Chosen[2], b.Chosen[0]
	release := o.holding(`SELECT FROM work_items WHERE id = 'i01' FOR UPDATE`)
	ended := make(chan error, 1)
	go func() { ended <- second(o.DecideSeveral(t.Context(), b)) }()
	patience.Until(t, "the bulk waits for the second item", func() bool { return o.waitsForLocks() == "1" })
	free := o.one(`SELECT string_agg(id, ' ' ORDER BY id) FROM (SELECT id FROM work_items FOR UPDATE SKIP LOCKED) AS w`)
	release()
	o.must(patience.Receive(t, "the end of the bulk", ended))
	if free != "i02" {
		t.Errorf("while it waits for i01 nobody has %q, want i02 alone", free)
	}
}

// A rule keeps an item out of the offer and out of the bulk.
func TestARuleKeepsAnItemOutOfBulk(t *testing.T) {
	t.Parallel()
	o := bulkEnv(t, func(c *store.Config) {
		c.Rules = rulesOf(t, "rules:\n  - match: {target: 'D. nora'}\n    demand: single\n")
	})
	o.several(3, func(n int, w *approvals.WorkItem) {
		if n == 1 {
			w.Target = approvals.Ref{ID: "nora", Name: "nora.x", Display: "D. nora"}
		}
	})
	offer, err := o.BulkOffer(t.Context(), person("sam").Identity)
	o.must(err)
	if got, want := rowsOf(offer), "i00, i02, i01 bulk_rules"; got != want {
		t.Errorf("offered: got %q, want %q", got, want)
	}
	b := o.form("sam")
	b.Chosen = append(b.Chosen, approvals.BulkChoice{WorkItemID: "i01", Mark: offer.Left[0].Row.OfferMark})
	if r := o.submit(b); r.Recording != 2 || r.Refused != 1 {
		t.Errorf("got %+v, want the third refused", r)
	}
	o.must(second(o.click("sam", "i01", approvals.Approve, "")))
}
