package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/judging"
)

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
