package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// Each stamp of a decision is Postgres's, and so is each age that is counted from one, whatever the process's own clock says.
func TestTheStampsOfADecisionArePostgres(t *testing.T) {
	t.Parallel()
	const soon = ` BETWEEN clock_timestamp() - interval '1 min' AND clock_timestamp() + interval '1 min' FROM decisions`
	ended := func(end func(*env, store.Claim) error) func(*env, store.Claim) {
		return func(o *env, c store.Claim) { o.must(end(o, c)) }
	}
	for what, tc := range map[string]struct {
		act func(*env, store.Claim)
		// holds is a query for a truth.
		holds string
	}{
		"clicked": {func(*env, store.Claim) {}, `SELECT clicked_at` + soon},
		"clicked, in the log": {func(*env, store.Claim) {},
			`SELECT (payload ->> 'clicked_at')::timestamptz = clicked_at FROM audit_log, decisions`},
		"sent":    {ended(func(o *env, c store.Claim) error { return o.BeforeWrite(context.Background(), c) }), `SELECT sent_at` + soon},
		"written": {ended(func(o *env, c store.Claim) error { return o.BeforeWrite(context.Background(), c) }), `SELECT written_at` + soon},
		"refused": {ended(func(o *env, c store.Claim) error {
			return o.Refuse(context.Background(), c, &approvals.Refusal{Code: approvals.RefusedByIIQ})
		}), `SELECT ended_at` + soon},
		"recorded": {ended(func(o *env, c store.Claim) error { return o.Recorded(context.Background(), c) }), `SELECT ended_at` + soon},
		"given up": {ended(func(o *env, c store.Claim) error { return o.GiveUp(context.Background(), c) }), `SELECT ended_at` + soon},
		"the answer's address is young": {func(o *env, c store.Claim) {
			o.exec(`UPDATE decisions SET response_url = 'https://hooks.example/1'`)
			url, err := o.UseResponseURL(context.Background(), c.DecisionID)
			if err != nil || url == "" {
				o.t.Errorf("got the address %q, %v, want it", url, err)
			}
		}, `SELECT response_uses = 1 FROM decisions`},
		"the answer's address is old": {func(o *env, c store.Claim) {
			o.exec(`UPDATE decisions SET response_url = 'https://hooks.example/1', clicked_at = clicked_at - interval '30 minutes'`)
			url, err := o.UseResponseURL(context.Background(), c.DecisionID)
			if err != nil || url != "" {
				o.t.Errorf("got the address %q, %v, want none", url, err)
			}
		}, `SELECT response_uses = 0 FROM decisions`},
		"the claim's age": {func(o *env, c store.Claim) {
			if c.Age() < 0 || c.Age() > time.Minute || time.Since(c.Now()).Abs() > time.Minute {
				o.t.Errorf("the click is %s old at %s, want less than a minute", c.Age(), c.Now())
			}
		}, `SELECT true`},
	} {
		for name, off := range map[string]time.Duration{"ahead": 25 * time.Hour, "behind": -25 * time.Hour} {
			t.Run(what+", "+name, func(t *testing.T) {
				t.Parallel()
				o := newEnv(t, nil)
				o.now = o.now.Add(off)
				o.see(request("w1", "sam"))
				tc.act(o, o.decision("sam", "w1"))
				if got := o.one(`SELECT coalesce((` + tc.holds + `)::text, 'null')`); got != "true" {
					t.Errorf("%s is %s, want true", tc.holds, got)
				}
			})
		}
	}
}
