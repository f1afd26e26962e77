package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// What version 0.1.0 stored of its decisions on entities stays readable, and what the rules hide stays hidden.
func TestStoredDecisionsOnEntitiesAreTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, tc := range map[string]struct{ rules, name string }{
		"hidden": {"rules: [{match: {entitlement: '*Zebra*'}, show: masked}]\n", approvals.HiddenSign},
		"shown":  {"rules: [{match: {entitlement: nothing}, show: masked}]\n", secret + " readers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, ruled(t, tc.rules))
			o.adopt()
			o.reviews(0, entitiesOf(reviewOf("r1", "sam.x"), "Complete", "Open")...)
			ids := map[string]uuid.UUID{}
			for entity, end := range map[string][3]string{
				"kept": {"recorded", "", "{}"}, "unheard": {"refused", "unheard", `{"code":"unheard"}`},
				"refused": {"refused", "iiq_refused", `{"code":"iiq_refused","reason":"` + secret + ` is locked"}`},
			} {
				ids[entity] = uuid.New()
				o.exec(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state, refusal,
					refusal_detail, ended_at, entity_id, entity_name) VALUES ($1, 'r1', 1, $2, 'approve', '', 'sam', 'Sam', 'T1', 'U-sam', $3, $4, $5, now(), $2, $6)`,
					ids[entity], entity, end[0], end[1], end[2], secret+" readers")
			}
			p, err := o.DonePage(ctx, person("sam").Identity, 0, 10)
			o.must(err)
			if p.Total != 3 || len(p.Done) != 3 {
				t.Fatalf("listed are %+v, want Total 3 and a length of 3", p)
			}
			for _, d := range p.Done {
				if !d.Entity || d.Target != tc.name || d.Unheard && d.State != approvals.DecisionRefused {
					t.Errorf("the row is %+v, want the entity %s, refused if nobody heard of it", d, tc.name)
				}
			}
			for entity, id := range ids {
				e, err := o.EndingOf(ctx, id)
				o.must(err)
				if e.EntityID != entity || e.EntityName != tc.name || e.Refusal != nil && strings.Contains(e.Refusal.Reason, secret) {
					t.Errorf("%s: told is %+v, %+v, want it and %s, without a hidden reason", entity, e, e.Refusal, tc.name)
				}
			}
		})
	}
}
