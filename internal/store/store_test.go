package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/owners"
)

// env is a desk on a database of its own, with a few people in it.
type env struct {
	*store.Store
	t    *testing.T
	pool *pgxpool.Pool
	now  time.Time
}

type noLinks struct{}

func (noLinks) WorkItemURL(id string) string { return "https://iiq.example/" + id }

func newEnv(t *testing.T, change func(*store.Config)) *env {
	t.Helper()
	return newEnvOn(t, dbtest.New(t), change)
}

func newEnvOn(t *testing.T, pool *pgxpool.Pool, change func(*store.Config)) *env {
	t.Helper()
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()},
		PollInterval: 10 * time.Second, After: looping.After, AbsenceWait: time.Microsecond}
	if change != nil {
		change(&cfg)
	}
	o := &env{t: t, pool: pool, now: time.Now()}
	o.Store = store.New(pool, client, noLinks{}, cfg, func() time.Time { return o.now }, slog.New(slog.DiscardHandler))
	for _, name := range []string{"sam", "dana", "lee", "nora"} {
		o.exec(`INSERT INTO identities (id, name, display_name) VALUES ($1, $2, $3)`, name, name+".x", "D. "+name)
	}
	return o
}

func (o *env) exec(sql string, args ...any) {
	o.t.Helper()
	if _, err := o.pool.Exec(context.Background(), sql, args...); err != nil {
		o.t.Fatal(err)
	}
}

func (o *env) one(sql string, args ...any) string {
	o.t.Helper()
	var s string
	if err := o.pool.QueryRow(context.Background(), sql, args...).Scan(&s); err != nil {
		if err == pgx.ErrNoRows {
			return ""
		}
		o.t.Fatal(err)
	}
	return s
}

func (o *env) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// saveGroup shows the members of a workgroup to the desk twice, so that who is missing has left.
func (o *env) saveGroup(id, name string, members []string) (err error) {
	o.t.Helper()
	for range 2 {
		at, nowErr := o.Now(context.Background())
		o.must(nowErr)
		err = o.SaveWorkgroup(context.Background(), schedule.Lease{},
			owners.Expansion{ID: id, Name: name, Members: members, ReadAt: at, Witnessed: true})
	}
	return err
}

// see shows items to the desk as IIQ has them now, and sends their cards on their way.
func (o *env) see(items ...approvals.WorkItem) store.SeenStats {
	o.t.Helper()
	at, err := o.Now(context.Background())
	o.must(err)
	stats, err := o.Seen(context.Background(), schedule.Lease{}, at, items)
	o.must(err)
	_, err = o.ReleaseCards(context.Background())
	o.must(err)
	return stats
}

func request(id, owner string) approvals.WorkItem {
	return approvals.WorkItem{ID: id, Number: id, Type: approvals.TypeApproval, Owner: approvals.Ref{ID: owner, Name: owner + ".x"},
		Requester: approvals.Ref{ID: "lee", Name: "lee.x"}, Target: approvals.Ref{ID: "dana", Name: "dana.x"}, RequestName: "R" + id,
		Created: time.UnixMilli(1767000000000), Lines: []approvals.ApprovalItem{{ID: "l1", Operation: "Add", Application: "IIQ",
			Name: "assignedRoles", Value: "Reader"}}}
}

func person(name string) approvals.Person {
	return approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + name},
		Identity: approvals.Identity{ID: name, Name: name + ".x", Display: "D. " + name, ActivityKnown: true}}
}

func (o *env) click(who, item string, v approvals.Verdict, comment string) (approvals.Receipt, error) {
	return o.Decide(context.Background(), approvals.Click{ID: uuid.NewString(), Person: person(who), WorkItemID: item, Verdict: v,
		Comment: comment})
}

// post plays the worker that sends a card.
func (o *env) post(cardID uuid.UUID) {
	o.t.Helper()
	c, err := o.ClaimCard(context.Background(), cardID, 100, time.Minute)
	o.must(err)
	v, err := o.CardView(context.Background(), cardID)
	o.must(err)
	o.must(o.CardShown(context.Background(), c, "D1", "1."+cardID.String(), v.Want, nil))
}

// cards gives the ids of somebody's cards, oldest first.
func (o *env) cards(who string) []uuid.UUID {
	o.t.Helper()
	rows, err := o.pool.Query(context.Background(), `SELECT id FROM cards WHERE identity_id = $1 ORDER BY created_at, id`, who)
	o.must(err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	o.must(err)
	return ids
}

func (o *env) phase(cardID uuid.UUID) approvals.Phase {
	o.t.Helper()
	v, err := o.CardView(context.Background(), cardID)
	o.must(err)
	return v.Phase
}

// jobs lists the kinds of jobs that wait, with how many of each.
func (o *env) jobs() map[string]int {
	o.t.Helper()
	rows, err := o.pool.Query(context.Background(), `SELECT kind, count(*) FROM river_job GROUP BY kind`)
	o.must(err)
	counts := map[string]int{}
	var kind string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&kind, &n}, func() error { counts[kind] = n; return nil })
	o.must(err)
	return counts
}

func wantRefusal(t *testing.T, err error, code approvals.RefusalCode) *approvals.Refusal {
	t.Helper()
	r, ok := approvals.AsRefusal(err)
	if !ok || r.Code != code {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
	return r
}

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
	if got := o.jobs(); got["submit_decision"] != 1 || got["show_card"] != 2 {
		t.Errorf(`jobs are %v, want got["submit_decision"] 1 and got["show_card"] 2`, got)
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

func TestForwardedItemLeavesItsOldOwnerAndFindsTheNewOne(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	o.post(o.cards("sam")[0])
	if got := o.see(request("i1", "nora")); got.Forwarded != 1 {
		t.Errorf("stats are %+v, want Forwarded 1", got)
	}
	old, err := o.CardView(context.Background(), o.cards("sam")[0])
	o.must(err)
	if old.Phase != approvals.PhaseForwarded || old.ForwardedTo != "D. nora" {
		t.Errorf(`sam's card is %s to %q, want Phase %v and ForwardedTo "D. nora"`,
			old.Phase, old.ForwardedTo, approvals.PhaseForwarded)
	}
	fresh, err := o.CardView(context.Background(), o.cards("nora")[0])
	o.must(err)
	if fresh.Phase != approvals.PhaseOpen || fresh.Why.ForwardedBy != "D. sam" {
		t.Errorf(`nora's card is %s, forwarded by %q, want Phase %v and ForwardedBy "D. sam"`,
			fresh.Phase, fresh.Why.ForwardedBy, approvals.PhaseOpen)
	}
	_, err = o.click("sam", "i1", approvals.Approve, "")
	if r := wantRefusal(t, err, approvals.RefusedForwarded); r.By != "D. nora" {
		t.Errorf(`it is said to be forwarded to %q, want "D. nora"`, r.By)
	}
	o.see(request("i1", "sam"))
	if cards := o.cards("sam"); len(cards) != 2 || o.phase(cards[0]) != approvals.PhaseForwarded ||
		o.phase(cards[1]) != approvals.PhaseOpen {
		t.Errorf("forwarded back, sam has %d cards, want a length of 2, phase %v and phase %v",
			len(cards), approvals.PhaseForwarded, approvals.PhaseOpen)
	}
	_, err = o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
}

func TestWorkgroupMembersComeAndGo(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	o.must(o.saveGroup("group", "Ledger Owners", []string{"sam", "nora"}))
	o.see(request("i1", "group"))
	for _, who := range []string{"sam", "nora"} {
		v, err := o.CardView(ctx, o.cards(who)[0])
		o.must(err)
		if v.Why.Workgroup != "Ledger Owners" {
			t.Errorf(`%s is told of the workgroup %q, want "Ledger Owners"`, who, v.Why.Workgroup)
		}
	}
	o.post(o.cards("nora")[0])
	o.must(o.saveGroup("group", "", []string{"sam", "dana"}))
	if len(o.cards("dana")) != 1 {
		t.Errorf("dana came and has %d cards, want 1", len(o.cards("dana")))
	}
	if p := o.phase(o.cards("nora")[0]); p != approvals.PhaseNotYours {
		t.Errorf("nora left and her card is %s, want %v", p, approvals.PhaseNotYours)
	}
	_, err := o.click("nora", "i1", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedNotYours)
	_, err = o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	_, err = o.click("dana", "i1", approvals.Approve, "")
	if err == nil {
		t.Error("dana receives what is asked for and could decide it")
	}
}

func TestUnknownOwnerIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	items := []approvals.WorkItem{request("i1", "group"), request("i2", "sam"), request("i3", "group")}
	ids, err := o.OwnersToExpand(ctx, items)
	o.must(err)
	if !slices.Equal(ids, []string{"group"}) {
		t.Errorf("to be expanded: %v, want the group alone", ids)
	}
	o.see(items...)
	o.must(o.saveGroup("group", "Late", []string{"nora"}))
	if ids, err = o.OwnersToExpand(ctx, items); err != nil || len(ids) != 0 {
		t.Errorf("still to be expanded: %v, %v, want a length of 0", ids, err)
	}
	if n := o.one(`SELECT string_agg(identity_id, ',' ORDER BY identity_id) FROM work_item_approvers WHERE work_item_id = 'i1' AND active`); n != "nora" {
		t.Errorf(`approvers of i1 are %s, want "nora"`, n)
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
