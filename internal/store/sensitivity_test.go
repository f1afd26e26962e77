package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
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

func TestARestartWithOtherRulesPutsCardsRight(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.adopt()
	o.see(of("i1", "masked"), of("i2", "hidden"), of("i3", "open"), of("i4", "confirmed"))
	cards := o.cards("sam")
	shown := map[string]uuid.UUID{}
	for _, c := range cards {
		shown[o.shows(c).Item.ID] = c
	}
	strict := o.restarted(houseRules)
	for id, want := range map[string]bool{"i1": true, "i2": true, "i3": false, "i4": true} {
		if got := strict.behind(shown[id]); got != want {
			t.Errorf("the card of %s is behind: %t, want %t", id, got, want)
		}
	}
	_, err := strict.Decide(context.Background(),
		approvals.Click{ID: "old", Person: person("sam"), WorkItemID: "i4", CardID: shown["i4"], Verdict: approvals.Approve})
	wantRefusal(t, err, approvals.RefusedChanged)
	if v := strict.shows(shown["i1"]); v.Show != sensitivity.Masked || v.Phase != approvals.PhaseOpen {
		t.Errorf("the masked card is %+v, want Show %v and Phase %v", v, sensitivity.Masked, approvals.PhaseOpen)
	}
	if v := strict.shows(shown["i2"]); v.Phase != approvals.PhaseHidden || v.WorkItemURL != "" || v.Item.Number != "" {
		t.Errorf(`the hidden card is %+v, want Phase %v, WorkItemURL "" and Number ""`, v, approvals.PhaseHidden)
	}
	strict.shows(shown["i4"])
	_, err = strict.Decide(context.Background(),
		approvals.Click{ID: "new", Person: person("sam"), WorkItemID: "i4", CardID: shown["i4"], MessageTS: "1." + shown["i4"].String(),
			Verdict: approvals.Approve})
	o.must(err)
	if strings.Contains(strict.told("sam", "i1", "i2"), secret+" 4") && !strings.Contains(strict.told("sam", "i3"), secret) {
		t.Error("the wrong ones are told")
	}
	strict.see(of("i5", "hidden"))
	loose := strict.restarted("")
	if v := loose.shows(shown["i2"]); v.Phase != approvals.PhaseOpen || v.Item.Lines[0].Value != secret+" 4" {
		t.Errorf("the card that came back is %+v, want Phase %v and Value %v", v, approvals.PhaseOpen, secret+" 4")
	}
	p, err := loose.Pending(context.Background(), person("sam").Identity, 0, 10)
	o.must(err)
	if p.Total != 5 || len(loose.cards("sam")) != 5 {
		t.Errorf("%d are listed, and there are %d cards, want Total 5 and a length of 5", p.Total, len(loose.cards("sam")))
	}
}

// Two processes with different rules: what the later one says holds, whoever works, and nothing changes to and fro.
func TestARollingChangeOfRulesDoesNotFlap(t *testing.T) {
	t.Parallel()
	before := newEnv(t, nil)
	before.adopt()
	before.see(of("i1", "masked"))
	card := before.cards("sam")[0]
	before.shows(card)
	after := before.restarted(houseRules)
	for _, o := range []*env{before, after} {
		if v, err := o.CardView(context.Background(), card); err != nil || v.Show != sensitivity.Masked {
			t.Errorf("it shows %+v, %v, want Show %v", v, err, sensitivity.Masked)
		}
	}
	after.shows(card)
	for range 3 {
		before.judge()
		after.judge()
	}
	if after.behind(card) {
		t.Error("the card is raised again")
	}
	_, err := before.click("sam", "i1", approvals.Approve, "")
	before.must(err)

	before.see(of("i2", "hidden"))
	if got := before.one(`SELECT string_agg(state, ' ') FROM cards WHERE work_item_id = 'i2'`); got != "new" {
		t.Errorf(`before it is judged by the rules in force its card is %s, want "new"`, got)
	}
	after.judge()
	if got := before.one(`SELECT coalesce(string_agg(state, ' '), 'gone') FROM cards WHERE work_item_id = 'i2'`); got != "gone" {
		t.Errorf(`after it was judged its card is %s, want "gone"`, got)
	}
	changed := of("i2", "hidden")
	changed.Justification = "other words"
	before.see(changed)
	if got := before.one(`SELECT show FROM work_items WHERE id = 'i2'`); got != "none" {
		t.Errorf(`older rules have made it %s, want "none"`, got)
	}
	before.see(of("i3", "hidden"))
	before.exec(`UPDATE work_items SET changed_at = now() - interval '2 minutes' WHERE id = 'i3'`)
	_, err = before.ReleaseCards(context.Background())
	before.must(err)
	if got := before.one(`SELECT string_agg(state, ' ') FROM cards WHERE work_item_id = 'i3'`); got != "waiting" {
		t.Errorf(`nobody with newer rules is alive, and the card is %s, want "waiting"`, got)
	}
}

func TestRequestersAreNeverToldOfHiddenItems(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, telling)
	o.adopt()
	o.see(of("i1", "masked"), of("i2", "hidden"), of("i3", "notice"))
	for _, id := range []string{"i1", "i2", "i3"} {
		o.recorded("sam", id, approvals.Approve, "")
	}
	strict := o.restarted(houseRules)
	n, err := strict.ClaimRequesterNote(ctx, "i1", 1)
	o.must(err)
	if raw, _ := json.Marshal(n); strings.Contains(string(raw), secret) {
		t.Errorf("the requester is told %s, want raw without %v", raw, secret)
	}
	for _, id := range []string{"i2", "i3"} {
		if _, err := strict.ClaimRequesterNote(ctx, id, 1); !errors.Is(err, approvals.ErrClaimLost) {
			t.Errorf("%s: %v, want %v", id, err, approvals.ErrClaimLost)
		}
	}
	if strings.Contains(strict.told("sam"), secret) {
		t.Error("what was decided lately tells the secret")
	}
	jobs := strict.jobs()["tell_requester"]
	strict.see(of("i4", "hidden"), of("i5", "notice"))
	for _, id := range []string{"i4", "i5"} {
		closed := of(id, map[string]string{"i4": "hidden", "i5": "notice"}[id])
		closed.State, closed.Modified, closed.Completer = approvals.StateFinished, o.now, "nora.x"
		strict.see(closed)
	}
	if got := strict.jobs()["tell_requester"]; got != jobs {
		t.Errorf("%d notes more, want got %v", got-jobs, jobs)
	}
}

func TestTheAuditLogKeepsTheTruthAndWhatWasShown(t *testing.T) {
	t.Parallel()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.see(of("i1", "masked"))
	_, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	got := o.one(`SELECT payload::json ->> 'shown' FROM audit_log WHERE kind = 'decision.clicked'`) + o.one(`SELECT payload::json ->> 'item' FROM audit_log WHERE kind = 'decision.clicked'`)
	for _, want := range []string{`"show":"masked"`, secret + " 4", secret + " 2"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

// What IIQ itself says of a refusal may name what is hidden.
func TestIIQsOwnSentenceIsLeftOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.see(of("i1", "masked"), of("i2", "open"))
	for id, want := range map[string]string{"i1": "", "i2": secret} {
		r, err := o.click("sam", id, approvals.Approve, "")
		o.must(err)
		c, err := o.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
		o.must(err)
		o.must(o.Refuse(ctx, c, &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: secret}))
		e, err := o.EndingOf(ctx, r.DecisionID)
		o.must(err)
		if e.Refusal.Reason != want {
			t.Errorf("%s: told %q, want %v", id, e.Refusal.Reason, want)
		}
	}
}

func TestTryingRulesTellsAndChangesNothing(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(of("i1", "masked"), of("i2", "open"), of("i3", "hidden"))
	var shows []string
	o.must(judging.TryRules(context.Background(), o.pool, rulesOf(t, houseRules), func(i judging.RulesTrial) error {
		shows = append(shows, i.Number+" "+string(i.Verdict.Show))
		return nil
	}))
	if !slices.Equal(shows, []string{"i1 masked", "i2 whole", "i3 none"}) {
		t.Errorf("got %v, want i1 masked, i2 whole and i3 none", shows)
	}
	if got := o.one(`SELECT string_agg(DISTINCT show || judged_under, ' ') FROM work_items`); got != "whole0" {
		t.Errorf(`the items are %s, want "whole0"`, got)
	}
}

// The round over what is to be judged goes by its index, so that it may come each second.
func TestItemsToJudgeAreFoundByTheirIndex(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.exec(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash, judged_under, state)
		SELECT 'w' || n, 'Approval', 'sam', now(), '\x00', 7, CASE WHEN n % 10 = 0 THEN 'open' ELSE 'closed' END FROM generate_series(1, 20000) AS n`)
	o.exec(`ANALYZE work_items`)
	rows, err := o.pool.Query(context.Background(), `EXPLAIN SELECT * FROM work_items WHERE state = 'open' AND judged_under < 7 ORDER BY judged_under, id LIMIT 500 FOR UPDATE SKIP LOCKED`)
	o.must(err)
	defer rows.Close()
	plan := ""
	for rows.Next() {
		var line string
		o.must(rows.Scan(&line))
		plan += line + "\n"
	}
	if strings.Contains(plan, "Seq Scan") || !strings.Contains(plan, "work_items_open_judged") {
		t.Errorf("the plan is\n%s", plan)
	}
}

func TestRulesForAccessReviews(t *testing.T) {
	t.Parallel()
	const file = `
rules:
  - {match: {type: Certification, description: "*masked*"}, show: masked}
  - {match: {type: Certification, description: "*notice*"}, show: notice}
  - {match: {type: Certification, description: "*hidden*"}, show: none}
  - {match: {type: Certification, description: "*commented*"}, demand: comment}
`
	o := newEnv(t, func(c *store.Config) {
		ruled(t, file)(c)
		c.ReviewURL = func(id string) string { return "https://iiq.example/review/" + id }
	})
	o.adopt()
	for _, name := range []string{"open", "masked", "notice", "hidden", "commented"} {
		r := reviewOf(name, "sam.x")
		r.Name = secret + " " + name
		o.reviews(0, entitiesOf(r, "Open", "Complete")...)
	}
	seen := map[string]approvals.CardView{}
	for n := range o.cards("sam") {
		v := o.card("sam", n)
		seen[v.Item.ID] = v
	}
	if _, there := seen["hidden"]; there || len(seen) != 4 {
		t.Errorf("there are cards of %d reviews", len(seen))
	}
	for name, want := range map[string]struct{ progress, named bool }{
		"open": {true, true}, "masked": {true, false}, "notice": {false, false}, "commented": {true, true},
	} {
		v := seen[name]
		if got := v.Review != nil; got != want.progress {
			t.Errorf("%s: progress is told: %t, want %v", name, got, want.progress)
		}
		if got := strings.Contains(v.Item.Description, secret); got != want.named {
			t.Errorf("%s: it is named: %t, want %v", name, got, want.named)
		}
		if v.WorkItemURL != "https://iiq.example/review/"+name {
			t.Errorf("%s: the link is %s, want %v", name, v.WorkItemURL, "https://iiq.example/review/"+name)
		}
	}
	p, err := o.PendingReviews(context.Background(), person("sam").Identity, 0, 10)
	o.must(err)
	if p.Total != 4 || len(p.Rows) != 4 {
		t.Errorf("listed are %d, counted %d, want Total 4 and a length of 4", len(p.Rows), p.Total)
	}
	for _, r := range p.Rows {
		if (r.Show == sensitivity.Notice) != (r.Review == nil) || r.WorkItemURL != "https://iiq.example/review/"+r.WorkItemID {
			t.Errorf("the row of %s is %+v, want Show equal to sensitivity.Notice %t and WorkItemURL %v",
				r.WorkItemID, r, r.Review == nil, "https://iiq.example/review/"+r.WorkItemID)
		}
	}
}
