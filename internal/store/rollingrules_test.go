package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/judging"
)

// An older process that sees a masked item change draws it masked, also before it is judged anew by the rules in force.
func TestOlderRulesDoNotUncoverWhatChanges(t *testing.T) {
	t.Parallel()
	before := newEnv(t, nil)
	before.adopt()
	before.see(of("i1", "masked"))
	card := before.cards("sam")[0]
	before.shows(card)
	after := before.restarted(houseRules)
	changed := of("i1", "masked")
	changed.Justification = "other words"
	before.see(changed)
	for range 2 {
		v, err := before.CardView(context.Background(), card)
		before.must(err)
		if v.Show != sensitivity.Masked || strings.Contains(v.Item.Lines[0].Value, secret) {
			t.Errorf("it shows %q: %+v, want Show %v and Value without %v", v.Show, v.Item, sensitivity.Masked, secret)
		}
		after.judge()
	}
}

// begins plays the start of a process with these rules, which others may have put out of force.
func (o *env) begins(rules string) error {
	o.t.Helper()
	cfg := store.Config{Rules: maybeRules(o.t, rules)}
	return store.New(o.pool, nil, noLinks{}, cfg, time.Now, slog.New(slog.DiscardHandler)).AdoptRules(context.Background())
}

// maybeRules are the rules of a text, none for "".
func maybeRules(t *testing.T, text string) sensitivity.Rules {
	t.Helper()
	if text == "" {
		return sensitivity.Rules{}
	}
	return rulesOf(t, text)
}

const otherRules = "rules: [{match: {application: masked*}, show: none}]"

// A replica that has no rules, or older ones, takes those in force away from nobody: whoever has decided it says so by hand.
func TestOnlyAPersonTakesRulesOutOfForce(t *testing.T) {
	t.Parallel()
	by := audit.Operator{User: "root"}
	for name, tt := range map[string]struct {
		before []string
		starts string
		want   error
		// code is what Postgres answers to a version that knows nothing of these errors.
		code string
	}{
		"no rules, and none are in force":     {nil, "", nil, ""},
		"the first rules":                     {nil, houseRules, nil, ""},
		"the same rules":                      {[]string{houseRules}, houseRules, nil, ""},
		"newer rules":                         {[]string{houseRules}, otherRules, nil, ""},
		"no rules, and some are in force":     {[]string{houseRules}, "", judging.ErrRulesMissing, "IR001"},
		"rules that others have replaced":     {[]string{houseRules, otherRules}, houseRules, judging.ErrRulesReplaced, "IR002"},
		"no rules, after two others":          {[]string{houseRules, otherRules}, "", judging.ErrRulesMissing, "IR001"},
		"the default alone is rules like any": {[]string{"default: {show: masked}"}, "", judging.ErrRulesMissing, "IR001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			for _, rules := range tt.before {
				o.must(o.begins(rules))
			}
			inForce := o.one(`SELECT fingerprint || ' ' || generation FROM sensitivity_rules`)
			if err := o.begins(tt.starts); !errors.Is(err, tt.want) {
				t.Fatalf("it starts with %v, want %v", err, tt.want)
			}
			if tt.want == nil {
				return
			}
			if now := o.one(`SELECT fingerprint || ' ' || generation FROM sensitivity_rules`); now != inForce {
				t.Errorf("%s are in force, want still %s", now, inForce)
			}
			var refused *pgconn.PgError
			_, err := o.pool.Exec(t.Context(), `UPDATE sensitivity_rules SET fingerprint = $1, generation = generation + 1`,
				maybeRules(t, tt.starts).Fingerprint())
			if !errors.As(err, &refused) || refused.Code != tt.code {
				t.Errorf("an older version starts with %v, want the code %s", err, tt.code)
			}
			changed, err := judging.AdoptRulesByHand(t.Context(), o.pool, maybeRules(t, tt.starts), by, "a test")
			if err != nil || !changed {
				t.Fatalf("by hand: %t, %v, want true", changed, err)
			}
			o.must(o.begins(tt.starts))
			if again, err := judging.AdoptRulesByHand(t.Context(), o.pool, maybeRules(t, tt.starts), by, "a test"); err != nil || again {
				t.Errorf("once more by hand: %t, %v, want that nothing changes", again, err)
			}
			if n := o.one(`SELECT count(*)::text FROM audit_log WHERE kind = 'command.run' AND payload #>> '{command,name}' = 'rules adopt'
				AND payload #>> '{command,result}' LIKE '%reason: a test'`); n != "1" {
				t.Errorf("the decision log tells of it %s times, want 1", n)
			}
			if err := o.begins(tt.before[len(tt.before)-1]); !errors.Is(err, judging.ErrRulesReplaced) {
				t.Errorf("a replica with the rules of before starts with %v, want %v", err, judging.ErrRulesReplaced)
			}
		})
	}
}

// A process whose rules others have replaced does not know what the new ones say. Until they have judged an item it shows a notice
// of it at most, and its decisions wait.
func TestAReplacedProcessShowsNothingThatIsNotJudged(t *testing.T) {
	t.Parallel()
	before := newEnv(t, nil)
	before.adopt()
	before.see(of("i1", "open"), of("i2", "masked"))
	after := before.restarted(houseRules)
	if _, err := before.LookForLeft(t.Context()); err != nil || !before.RulesReplaced() {
		t.Fatalf("the older process is replaced: %t, %v, want true", before.RulesReplaced(), err)
	}
	if _, err := after.LookForLeft(t.Context()); err != nil || after.RulesReplaced() {
		t.Fatalf("the newer process is replaced: %t, %v, want false", after.RulesReplaced(), err)
	}
	// What is judged shows as it is judged.
	if told := before.told("sam", "i1"); !strings.Contains(told, secret) {
		t.Error("what the new rules show whole is not shown by the older process")
	}
	// The older process meets something new, and something that has changed.
	changed := of("i2", "masked")
	changed.Justification = "other words"
	before.see(of("i3", "open"), changed)
	before.exec(`UPDATE work_items SET changed_at = changed_at - interval '2 minutes'`)
	_, err := before.ReleaseCards(t.Context())
	before.must(err)
	met := 0
	for _, id := range before.cards("sam") {
		v, err := before.CardView(t.Context(), id)
		before.must(err)
		if v.Item.ID == "i3" {
			met++
		}
		shown, err := json.Marshal(v)
		before.must(err)
		if v.Item.ID == "i3" && (v.Show != sensitivity.Notice || strings.Contains(string(shown), secret)) {
			t.Errorf("of what is not judged it shows %q: %s, want %q", v.Show, shown, sensitivity.Notice)
		}
	}
	if met != 1 {
		t.Errorf("%d cards of what is not judged were looked at, want 1", met)
	}
	s := approvals.Standing{Known: true, Approver: true, Active: true, Open: true, Item: of("i3", "open")}
	f, err := before.FactsForWrite(t.Context(), store.Claim{}, s.Item)
	before.must(err)
	if r, err := before.MayWrite(store.Claim{}, person("sam").Identity, s, f); err == nil {
		t.Errorf("a decision on what is not judged: %v, want an error, so that it waits", r)
	}
	after.judge()
	for _, id := range before.cards("sam") {
		v, err := before.CardView(t.Context(), id)
		before.must(err)
		if v.Item.ID == "i3" && v.Show != sensitivity.Whole && v.Show != "" {
			t.Errorf("once it is judged it shows %q, want %q", v.Show, sensitivity.Whole)
		}
	}
}
