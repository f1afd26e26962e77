package migrations_test

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/migrations"
)

// Rows that made a person a workgroup without members go; of what nobody knows it is asked again; a workgroup stays as it is.
func TestPeopleWhoBecameWorkgroupsAreMended(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	address := pool.Config().ConnString()
	if _, err := migrations.DownTo(t.Context(), address, 25); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`INSERT INTO identities (id, name, workgroup) VALUES ('person', 'p', false), ('empty', 'e', true), ('group', 'g', true), ('odd', 'o', false)`,
		`INSERT INTO workgroups (id, expanded_at) SELECT unnest('{person,empty,group,odd,unknown}'::text[]), now()`,
		`INSERT INTO workgroup_members (workgroup_id, identity_id) VALUES ('group', 'person'), ('odd', 'person')`,
		`INSERT INTO reviews (id, created_at, touched) VALUES ('r1', now(), false), ('r2', now(), false)`,
		`INSERT INTO review_reviewers (review_id, reviewer_id) VALUES ('r1', 'person'), ('r2', 'group')`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	up(t, address)
	for sql, want := range map[string]string{
		`SELECT string_agg(id, ' ' ORDER BY id) FROM workgroups`:                                  "empty group odd unknown",
		`SELECT string_agg(id, ' ' ORDER BY id) FROM workgroups WHERE expanded_at < '2000-01-01'`: "empty unknown",
		`SELECT string_agg(id, ' ' ORDER BY id) FROM reviews WHERE touched`:                       "r1",
	} {
		var got string
		if err := pool.QueryRow(t.Context(), sql).Scan(&got); err != nil || strings.TrimSpace(got) != want {
			t.Errorf("%s: %q, %v, want %q", sql, got, err, want)
		}
	}
}
