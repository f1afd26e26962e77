package approvals_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// largestReview is how many entities a review has that is gone through here; as many are in other reviews.
const largestReview = 50_000

// A form reads its one entity by indexes, however large the review is, and whichever way somebody goes.
func TestFormsOfEntitiesScanNoLargeTable(t *testing.T) {
	if testing.Short() {
		t.Skip("filling the tables takes some seconds")
	}
	ears := &listener{}
	pool := overheard(t, ears)
	for _, statement := range []string{
		`INSERT INTO identities (id, name, display_name) VALUES ('sam', 'sam.x', 'Sam')`,
		`INSERT INTO reviews (id, name, phase, created_at, state) SELECT 'r' || n, 'Review', 'Active', now(), 'open' FROM generate_series(0, 500) AS n`,
		`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) SELECT id, 'Certification', '', now(), '\x00' FROM reviews`,
		`INSERT INTO work_item_approvers (work_item_id, identity_id) SELECT id, 'sam' FROM work_items`,
		fmt.Sprintf(`INSERT INTO review_entities (id, review_id, standing, name, told)
			SELECT 'e' || n, CASE WHEN n < %[1]d THEN 'r0' ELSE 'r' || 1 + n %% 500 END, CASE WHEN n %% 10 = 0 THEN 'open' ELSE 'done' END, 'Person ' || n,
				jsonb_build_object('identity', 'person.' || n, 'name', 'Person ' || n) FROM generate_series(0, 2 * %[1]d - 1) AS n`, largestReview),
		`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state, entity_id)
			SELECT gen_random_uuid(), review_id, 1, id, 'approve', '', 'sam', 'Sam', 'T1', 'U1', 'recorded', id FROM review_entities WHERE standing = 'done'`,
		`VACUUM ANALYZE reviews, work_items, work_item_approvers, review_entities, decisions`,
	} {
		if _, err := pool.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	desk := approvals.NewDesk(pool, nil, noLinks{}, approvals.Config{DecideEntities: true}, time.Now, slog.New(slog.DiscardHandler))
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	sam := approvals.Identity{ID: "sam", Name: "sam.x"}
	for _, way := range []approvals.EntityWay{approvals.GoHere, approvals.GoNext, approvals.GoPrevious, approvals.GoUndecided} {
		ears.heard = nil
		v, err := desk.EntityForForm(t.Context(), sam, approvals.EntityStep{ReviewID: "r0", EntityID: "e25005", Go: way})
		if err != nil || v.Total != largestReview || v.Open != largestReview/10 || v.EntityID == "" || v.Position == 0 {
			t.Fatalf("%s: %+v, %v", way, v, err)
		}
		for _, a := range slices.Clone(ears.heard) {
			checkPlans(t, conn.Conn(), "entity "+string(way), a, []string{"review_entities", "decisions"})
		}
	}
}
