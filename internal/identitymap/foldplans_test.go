package identitymap

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// statements notes what goes to the database.
type statements struct {
	mu  sync.Mutex
	all []pgx.TraceQueryStartData
}

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, q)
	return ctx
}

func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// Whoever is looked for by a name or an address is found by an index, among rows that are folded, rows that are not, and both.
func TestLookUpsHaveTheirIndexes(t *testing.T) {
	t.Parallel()
	for name, folded := range map[string]string{"all folded": "true", "none folded": "false", "some folded": "n % 10 > 0"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heard := &statements{}
			cfg, err := pgxpool.ParseConfig(dbtest.URL(t))
			if err != nil {
				t.Fatal(err)
			}
			cfg.ConnConfig.Tracer = heard
			pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(pool.Close)
			w := newWorldOn(t, pool, ours, Config{})
			w.exec(`INSERT INTO identities (id, name, email, name_folded, email_folded, folded_of)
				SELECT 'i' || n, 'Name.' || n, n || '@ex.com', 'name.' || n, n || '@ex.com',
					CASE WHEN ` + folded + ` THEN 'Name.' || n || E'\n' || n || '@ex.com' ELSE '' END FROM generate_series(1, 20000) AS n`)
			w.exec(`INSERT INTO slack_users (team_id, id, email, email_folded, folded_of, checked_at)
				SELECT 'T1', 'U' || n, n || '@ex.com', n || '@ex.com', CASE WHEN ` + folded + ` THEN E'\n' || n || '@ex.com' ELSE '' END, now()
				FROM generate_series(1, 20000) AS n`)
			w.exec(`ANALYZE identities, slack_users`)
			heard.all = nil
			ctx, who := t.Context(), "77@EX.com"
			look := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			people, err := w.q.PeopleWithEmail(ctx, db.PeopleWithEmailParams{Email: who, EmailFolded: caseless.Address(who), MaxRows: 20})
			look(err)
			users, err := w.q.SlackUsersWithEmail(ctx, db.SlackUsersWithEmailParams{Email: who, EmailFolded: caseless.Address(who),
				TeamID: "T1", MaxRows: 20})
			look(err)
			called, err := w.q.IdentitiesCalled(ctx, db.IdentitiesCalledParams{Who: "name.77", NameFolded: "name.77", MaxRows: 20})
			look(err)
			named, err := w.q.IdentitiesByName(ctx, db.IdentitiesByNameParams{Names: []string{"name.77"}, Folded: []string{"name.77"}})
			look(err)
			if got := []int{len(people), len(users), len(called), len(named)}; got[0] != 1 || got[1] != 1 || got[2] != 1 || got[3] != 1 {
				t.Errorf("found %v, want one each", got)
			}
			_, err = w.q.UnfoldedIdentities(ctx, 10)
			look(err)
			_, err = w.q.UnfoldedSlackUsers(ctx, 10)
			look(err)
			for _, q := range heard.all {
				plan := w.plan(q)
				if strings.Contains(plan, "Seq Scan on identities") || strings.Contains(plan, "Seq Scan on slack_users") {
					t.Errorf("%s\ngot this plan, want an index:\n%s", q.SQL, plan)
				}
			}
		})
	}
}

func (w *env) plan(q pgx.TraceQueryStartData) string {
	w.t.Helper()
	rows, err := w.pool.Query(w.t.Context(), "EXPLAIN "+q.SQL, q.Args...)
	if err != nil {
		w.t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
