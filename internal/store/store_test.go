package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

func TestNewItemMakesACardForItsOwnerAndAJobToSendIt(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	if got := o.see(request("i1", "sam")); got.New != 1 {
		t.Errorf("stats are %+v, want New 1", got)
	}
	if got := o.jobs(); got["show_card"] != 1 || len(got) != 1 {
		t.Errorf(`jobs are %v, want got["show_card"] 1 and a length of 1`, got)
	}
	if len(o.cards("sam")) != 1 {
		t.Fatalf("sam has %d cards, want 1", len(o.cards("sam")))
	}
	if got := o.see(request("i1", "sam")); got.Unchanged != 1 || o.jobs()["show_card"] != 1 {
		t.Errorf(`seen again: %+v, jobs %v, want Unchanged 1 and o.jobs()["show_card"] 1`, got, o.jobs())
	}
}

func TestClickCommitsDecisionAndItsJobsTogether(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	o.post(o.cards("sam")[0])
	click := approvals.Click{ID: "env-1", Person: person("sam"), WorkItemID: "i1", CardID: o.cards("sam")[0], Verdict: approvals.Approve}
	first, err := o.Decide(context.Background(), click)
	o.must(err)
	if got := o.jobs(); got["submit_decision"] != 1 || got["show_card"] != 1 {
		t.Errorf(`jobs are %v, want got["submit_decision"] 1 and got["show_card"] 1, that of the new item`, got)
	}
	if due := o.one(`SELECT (shown < want AND next_try_at < clock_timestamp() + interval '401 milliseconds')::text FROM cards`); due != "true" {
		t.Errorf("the card is behind and due within 400 ms: got %s, want true", due)
	}
	if p := o.phase(o.cards("sam")[0]); p != approvals.PhaseRecording {
		t.Errorf("the card is %s, want %v", p, approvals.PhaseRecording)
	}
	again, err := o.Decide(context.Background(), click)
	o.must(err)
	if !again.Repeated || again.DecisionID != first.DecisionID || o.jobs()["submit_decision"] != 1 {
		t.Errorf(`the same click again gave %+v, jobs %v, want Repeated true, DecisionID %v and o.jobs()["submit_decision"] 1`,
			again, o.jobs(), first.DecisionID)
	}
	_, err = o.click("sam", "i1", approvals.Deny, "no")
	if r := wantRefusal(t, err, approvals.RefusedBeingRecorded); !r.Mine {
		t.Error("the decision on its way is not said to be their own")
	}
}

func TestWhoMayNotDecide(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	signed := request("signed", "sam")
	signed.Signature = true
	own := request("own", "lee")
	form := request("form", "sam")
	form.Type = approvals.TypeForm
	o.see(request("i1", "sam"), signed, own, form)
	for _, c := range []struct {
		name, who, item string
		verdict         approvals.Verdict
		comment         string
		want            approvals.RefusalCode
	}{
		{"a stranger", "nora", "i1", approvals.Approve, "", approvals.RefusedNotYours},
		{"the requester", "lee", "i1", approvals.Approve, "", approvals.RefusedNotYours},
		{"an item that is none", "sam", "i9", approvals.Approve, "", approvals.RefusedNoSuchItem},
		{"a signature", "sam", "signed", approvals.Approve, "", approvals.RefusedSignature},
		{"one's own request", "lee", "own", approvals.Approve, "", approvals.RefusedSelf},
		{"a type that is no approval", "sam", "form", approvals.Approve, "", approvals.RefusedType},
		{"denying without a reason", "sam", "i1", approvals.Deny, "  ", approvals.RefusedNoComment},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := o.click(c.who, c.item, c.verdict, c.comment)
			wantRefusal(t, err, c.want)
		})
	}
	if n := o.one(`SELECT count(*)::text FROM decisions`); n != "0" {
		t.Errorf(`%s decisions were stored, want "0"`, n)
	}
}

func TestStaleSightNeverReopensWhatWasDecidedSince(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	o.see(request("i1", "sam"))
	before, err := o.Now(ctx)
	o.must(err)
	r, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	c, err := o.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
	o.must(err)
	o.must(o.Recorded(ctx, c))
	stats, err := o.Seen(ctx, schedule.Lease{}, before, []approvals.WorkItem{request("i1", "sam")})
	o.must(err)
	if stats.Stale != 1 || o.one(`SELECT state FROM work_items WHERE id = 'i1'`) != "closed" {
		t.Errorf(`a page read before the decision gave %+v, want Stale 1 and one "closed"`, stats)
	}
	if got := o.see(request("i1", "sam")); got.Reopened != 1 {
		t.Errorf("a page read after it gave %+v, want Reopened 1", got)
	}
	_, err = o.click("sam", "i1", approvals.Deny, "on second thought")
	o.must(err)
}

func TestClosedInIIQShowsOnEveryCopy(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	o.see(request("i1", "sam"), request("i2", "sam"))
	for _, id := range o.cards("sam") {
		o.post(id)
	}
	at, err := o.Now(ctx)
	o.must(err)
	closed, err := o.Gone(ctx, schedule.Lease{}, at, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeDenied, By: "nora.x", Comment: "no", At: o.now})
	o.must(err)
	if !closed {
		t.Fatal("it was not closed")
	}
	v, err := o.ViewFor(ctx, "i1", "sam")
	o.must(err)
	if v.Phase != approvals.PhaseEnded || v.Ended.Outcome != approvals.OutcomeDenied || v.Ended.By != "D. nora" || v.Ended.Here {
		t.Errorf(`the view is %s, %+v, want Phase %v, Outcome %v, By "D. nora" and Here false`,
			v.Phase, v.Ended, approvals.PhaseEnded, approvals.OutcomeDenied)
	}
	_, err = o.click("sam", "i1", approvals.Approve, "")
	if r := wantRefusal(t, err, approvals.RefusedAlreadyDecided); r.By != "D. nora" || r.Outcome != approvals.OutcomeDenied {
		t.Errorf(`the refusal is %+v, want By "D. nora" and Outcome %v`, r, approvals.OutcomeDenied)
	}
	_, err = o.click("sam", "i2", approvals.Approve, "")
	o.must(err)
	at, err = o.Now(ctx)
	o.must(err)
	if closed, err = o.Gone(ctx, schedule.Lease{}, at, "i2", approvals.OutcomeView{Outcome: approvals.OutcomeCompleted}); closed ||
		err != nil {
		t.Errorf("an item with a decision on its way was closed under it: %v %v, want closed false", closed, err)
	}
}

func TestOneBadItemDoesNotKeepThePageFromBeingStored(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	bad := request("bad", "sam")
	bad.Description = "nul \x00 byte"
	at, err := o.Now(context.Background())
	o.must(err)
	stats, err := o.Seen(context.Background(), schedule.Lease{}, at, []approvals.WorkItem{request("i1", "sam"), bad, request("i2", "sam")})
	if err == nil || stats.New != 2 {
		t.Errorf("got %+v and %v, want two stored and an error that says so", stats, err)
	}
}

func TestManyNewItemsAtOnceAreOneCard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, func(c *store.Config) { c.CardsAtOnce = 3 })
	var items []approvals.WorkItem
	for i := range 7 {
		w := request(fmt.Sprintf("i%d", i), "sam")
		w.Due = time.UnixMilli(1767000000000).Add(time.Duration(10-i) * time.Hour)
		items = append(items, w)
	}
	o.see(items...)
	if got := o.one(`SELECT string_agg(state || ':' || n, ' ' ORDER BY state) FROM (SELECT state, count(*) n FROM cards GROUP BY state) x`); got != "held:6 waiting:1" {
		t.Errorf(`cards are %s, want "held:6 waiting:1"`, got)
	}
	if got := o.one(`SELECT work_item_id || ' ' || batch FROM cards WHERE state = 'waiting'`); got != "i6 7" {
		t.Errorf("the card that goes out is %s, want the most urgent one for seven", got)
	}
	o.see(request("i8", "sam"))
	if got := o.one(`SELECT work_item_id || ' ' || batch || ' ' || want FROM cards WHERE batch > 0`); got != "i6 8 2" {
		t.Errorf(`after one more the card is %s, want "i6 8 2"`, got)
	}
	o.exec(`UPDATE cards SET created_at = created_at - interval '2 minutes'`)
	o.see(request("i9", "sam"))
	if got := o.one(`SELECT state || ' ' || batch FROM cards WHERE work_item_id = 'i9'`); got != "waiting 0" {
		t.Errorf(`minutes later a new item's card is %s, want "waiting 0"`, got)
	}
}

func TestWhatHasChangedSinceItWasShownIsNotDecidedUnread(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	o.see(request("i1", "sam"))
	id := o.cards("sam")[0]
	c, err := o.ClaimCard(ctx, id, 100, time.Minute)
	o.must(err)
	v, err := o.CardView(ctx, id)
	o.must(err)
	c.RequestDigest = approvals.RequestDigest(v.Item)
	o.must(o.CardShown(ctx, c, "D1", "1.1", v.Want, nil))
	grown := request("i1", "sam")
	grown.Lines = append(grown.Lines, approvals.ApprovalItem{ID: "l2", Operation: "Add", Application: "SAP", Value: "Ledger administrator"})
	o.see(grown)
	click := approvals.Click{ID: "e1", Person: person("sam"), WorkItemID: "i1", CardID: id, Verdict: approvals.Approve}
	_, err = o.Decide(ctx, click)
	wantRefusal(t, err, approvals.RefusedChanged)
	c, err = o.ClaimCard(ctx, id, 101, time.Minute)
	o.must(err)
	v, err = o.CardView(ctx, id)
	o.must(err)
	c.RequestDigest = approvals.RequestDigest(v.Item)
	o.must(o.CardShown(ctx, c, "D1", "1.1", v.Want, nil))
	click.ID = "e2"
	receipt, err := o.Decide(ctx, click)
	o.must(err)
	claim, err := o.ClaimDecision(ctx, receipt.DecisionID, 1, time.Minute)
	o.must(err)
	o.wantWrite(claim, grown, "")
	o.wantWrite(claim, request("i1", "sam"), approvals.RefusedChanged)
	renamed := grown
	renamed.Number, renamed.Due, renamed.Owner = "another number", time.UnixMilli(1767604800000), approvals.Ref{ID: "nora"}
	o.wantWrite(claim, renamed, "")
	renamed.Description = "another word for it"
	o.wantWrite(claim, renamed, approvals.RefusedChanged)
}
