package store_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/judging"
)

// houseRules hide by application: what is asked of "masked" is masked, and so on.
const houseRules = `
rules:
  - {match: {application: masked*}, show: masked}
  - {match: {application: notice*}, show: notice}
  - {match: {application: hidden*}, show: none}
  - {match: {application: "*commented"}, demand: comment}
  - {match: {application: "*confirmed"}, demand: confirmation}
  - {match: {application: "*linked"}, demand: iiq}
`

func rulesOf(t *testing.T, text string) sensitivity.Rules {
	t.Helper()
	r, mistakes := sensitivity.Parse([]byte(text))
	if len(mistakes) > 0 {
		t.Fatalf("mistakes in the rules: %v, want a length of at most 0", mistakes)
	}
	return r
}

func ruled(t *testing.T, text string) func(*store.Config) {
	return func(c *store.Config) { c.Rules, c.TellRequesters = rulesOf(t, text), true }
}

const secret = "Zebra"

// of is a request that names the secret in all its texts, for something in an application.
func of(id, application string) approvals.WorkItem {
	w := request(id, "sam")
	w.Description, w.Justification, w.Violations = secret+" 1", secret+" 2", []string{secret + " 3"}
	w.Lines = []approvals.ApprovalItem{{ID: "l1", Operation: "Add", Application: application, Name: "memberOf", Value: secret + " 4",
		Values: []string{secret + " 4, 10"}, DisplayName: secret + " 5", DisplayValue: secret + " 6", NativeIdentity: secret + " 7",
		Description: secret + " 8", Comment: secret + " 9"}}
	w.Comments = []approvals.Comment{{Author: "Kim " + secret, Text: secret + " 11"}}
	return w
}

// restarted is the same environment with other rules, as after a restart.
func (o *env) restarted(rules string) *env {
	o.t.Helper()
	client, err := river.NewClient(riverpgxv5.New(o.pool), &river.Config{})
	o.must(err)
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()},
		PollInterval: 10 * time.Second, After: looping.After}
	reminding(&cfg)
	if rules != "" {
		ruled(o.t, rules)(&cfg)
	}
	again := *o
	again.Store = store.New(o.pool, client, noLinks{}, cfg, func() time.Time { return o.now }, slog.New(slog.DiscardHandler))
	if rules == "" {
		_, err := judging.AdoptRulesByHand(context.Background(), o.pool, cfg.Rules, audit.Operator{User: "root"}, "a test")
		o.must(err)
	}
	again.adopt()
	return &again
}

// adopt plays the start of a process.
func (o *env) adopt() {
	o.t.Helper()
	o.must(o.AdoptRules(context.Background()))
	o.judge()
}

func (o *env) judge() {
	o.t.Helper()
	_, err := o.JudgeAnew(context.Background(), 1000)
	o.must(err)
	_, err = o.ReleaseCards(context.Background())
	o.must(err)
}

// told is everything that is handed out to be shown to somebody, as one text.
func (o *env) told(who string, items ...string) string {
	o.t.Helper()
	ctx, viewer := context.Background(), person(who).Identity
	var b strings.Builder
	add := func(v any, err error) {
		if _, refused := approvals.AsRefusal(err); refused {
			return
		}
		o.must(err)
		raw, err := json.Marshal(v)
		o.must(err)
		b.Write(raw)
	}
	for _, id := range o.cards(who) {
		add(o.CardView(ctx, id))
	}
	for _, id := range items {
		add(o.CardForModal(ctx, id, viewer))
		add(o.ViewFor(ctx, id, viewer.ID))
	}
	add(o.Home(ctx, viewer))
	add(o.DonePage(ctx, viewer, 0, 100))
	add(o.Snoozed(ctx, viewer, 0, 100))
	return b.String()
}

func TestWhatIsMaskedIsInNothingThatIsHandedOut(t *testing.T) {
	t.Parallel()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.see(of("i1", "masked"), of("i2", "notice"), of("i3", "hidden"))
	o.must(o.Snooze(context.Background(), person("sam"), "i1", o.now.Add(time.Hour)))
	told := o.told("sam", "i1", "i2", "i3")
	if strings.Contains(told, secret) {
		t.Errorf("it tells %s, want told without %v", told, secret)
	}
	if !strings.Contains(told, `"Item":{"ID":"i1"`) || !strings.Contains(told, approvals.HiddenSign) || !strings.Contains(told, "D. dana") {
		t.Errorf(`the masked item is missing: %s, want told with "\"Item\":{\"ID\":\"i1\"", told with %v and told with "D. dana"`,
			told, approvals.HiddenSign)
	}
	v, err := o.ViewFor(context.Background(), "i2", "sam")
	o.must(err)
	if v.Item.Lines != nil || v.Target.Name+v.Requester.Name+v.Item.Target.Name+v.Item.Requester.ID != "" || v.LinkOnly != approvals.LinkOnlyRules || v.Item.Number != "i2" {
		t.Errorf("the notice says %+v, want the number i2 alone, and that rules leave a link only", v)
	}
	o.see(of("i4", "open"))
	if !strings.Contains(o.told("sam", "i4"), secret) {
		t.Error("what no rule is about is not told")
	}
}

func TestHiddenItemsAreInNoListAndNoCount(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, func(c *store.Config) { reminding(c); ruled(t, houseRules)(c) })
	o.adopt()
	o.see(of("i1", "open"), of("i2", "hidden"), of("i3", "hidden"))
	if n := len(o.cards("sam")); n != 1 {
		t.Fatalf("sam has %d cards, want 1", n)
	}
	p, err := o.Pending(ctx, person("sam").Identity, 0, 10)
	o.must(err)
	found, err := o.Find(ctx, person("sam").Identity, approvals.Filter{Words: approvals.SearchWords("dana")}, 0, 10)
	o.must(err)
	if p.Total != 1 || len(p.Rows) != 1 || found.Total != 1 {
		t.Errorf("listed are %d, found %d, want Total 1, a length of 1 and Total 1", p.Total, found.Total)
	}
	if v, err := o.CardView(ctx, o.cards("sam")[0]); err != nil || v.Waiting != 0 {
		t.Errorf("%d others wait, %v, want 0", v.Waiting, err)
	}
	next, err := o.ShowNext(ctx, person("sam"), "i1")
	o.must(err)
	_, err = o.ByNumber(ctx, person("sam").Identity, "i2")
	wantRefusal(t, err, approvals.RefusedNoSuchItem)
	wantRefusal(t, o.SendCard(ctx, person("sam"), "i2", true), approvals.RefusedRules)
	wantRefusal(t, o.Snooze(ctx, person("sam"), "i2", o.now.Add(time.Hour)), approvals.RefusedRules)
	_, err = o.click("sam", "i2", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedRules)
	_, err = o.CardForModal(ctx, "i2", person("sam").Identity)
	wantRefusal(t, err, approvals.RefusedRules)
	o.pass(2 * time.Hour)
	o.mark()
	r, err := o.Reminder(ctx, o.claimed("sam"))
	o.must(err)
	if next || r.Total != 1 || len(r.Rows) != 1 {
		t.Errorf("next %t, reminded of %+v, want next false, Total 1 and a length of 1", next, r)
	}
	o.see(of("i9", "hidden"))
	who := of("i9", "hidden")
	who.Owner = approvals.Ref{ID: "nora", Name: "nora.x"}
	o.see(who)
	if n := len(o.cards("nora")); n != 0 {
		t.Errorf("the new owner has %d cards, want 0", n)
	}
}

func TestSearchDoesNotFindWhatIsMasked(t *testing.T) {
	t.Parallel()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	mixed := of("i2", "masked")
	mixed.Lines = append(mixed.Lines, approvals.ApprovalItem{ID: "l2", Operation: "Add", Application: "ledger", Value: "Giraffe"})
	o.see(of("i1", "masked"), mixed, of("i3", "notice"), of("i4", "open"))
	for text, want := range map[string]int{secret: 1, "zebra 6": 1, "zebra 5": 1, "masked": 2, "giraffe": 1, "ledger": 1, "dana": 3,
		"notice": 0, "i3": 1, "Ri3": 0, approvals.HiddenSign: 0} {
		p, err := o.Find(context.Background(), person("sam").Identity, approvals.Filter{Words: approvals.SearchWords(text)}, 0, 10)
		o.must(err)
		if p.Total != want || len(p.Rows) != want {
			t.Errorf("%q finds %d, %d rows, want %d", text, p.Total, len(p.Rows), want)
		}
	}
}

func TestWhatTheRulesDemandOfADecision(t *testing.T) {
	t.Parallel()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.see(of("i1", "commented"), of("i2", "linked"), of("i3", "confirmed"), of("i4", "masked"), of("i5", "notice"))
	_, err := o.click("sam", "i1", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedNoComment)
	_, err = o.click("sam", "i1", approvals.Approve, "Seen in IdentityIQ.")
	o.must(err)
	for _, id := range []string{"i2", "i5"} {
		_, err = o.click("sam", id, approvals.Deny, "No.")
		wantRefusal(t, err, approvals.RefusedRules)
	}
	_, err = o.click("sam", "i3", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedChanged)
	_, err = o.click("sam", "i4", approvals.Approve, "")
	o.must(err)
	v, err := o.ViewFor(context.Background(), "i3", "sam")
	o.must(err)
	if !v.Confirm {
		t.Error("nobody is asked to confirm")
	}
	for id, code := range map[string]approvals.RefusalCode{"linked": approvals.RefusedRules, "hidden": approvals.RefusedRules,
		"commented": approvals.RefusedNoComment, "open": ""} {
		o.wantWrite(store.Claim{Verdict: approvals.Approve}, of("new", id), code)
	}
}

// shows plays the worker and gives what the card shows from then on.
func (o *env) shows(card uuid.UUID) approvals.CardView {
	o.t.Helper()
	ctx := context.Background()
	var attempt int32
	o.must(o.pool.QueryRow(ctx, `SELECT attempt + 1 FROM cards WHERE id = $1`, card).Scan(&attempt))
	c, err := o.ClaimCard(ctx, card, attempt, time.Minute)
	o.must(err)
	v, err := o.CardView(ctx, card)
	o.must(err)
	c.RequestDigest, c.FactsDigest = v.RequestDigest, v.FactsDigest
	o.must(o.CardShown(ctx, c, "D1", "1."+card.String(), v.Want, nil))
	return v
}

func (o *env) behind(card uuid.UUID) bool {
	return o.one(`SELECT (shown < want)::text FROM cards WHERE id = $1`, card) == "true"
}
