package dbtest

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Whatever a test does to a database with roles, the next one finds it as it was, under names that none had before.
func TestADatabaseWithRolesIsAsNewForTheNextTest(t *testing.T) {
	for _, tt := range patience.Some(6, []struct {
		name, change string
		reused       bool
	}{
		{"entries", "INSERT INTO audit_log (kind, payload) VALUES ('x', '{}')", true},
		{"a right", "GRANT TRUNCATE ON work_items TO approvals_bot", false},
		{"later ones", "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT TRUNCATE ON TABLES TO approvals_bot", false},
		{"a member", "GRANT approvals_owner TO approvals_bot", false},
		{"a setting", "ALTER ROLE approvals_bot SET work_mem = '123kB'", false},
		{"rows", "INSERT INTO home_tabs (team_id, slack_user_id, opened_at) VALUES ('T1', 'U1', now())", true},
		{"nothing", "SELECT 1", true},
		{"of the base", "GRANT CREATE ON DATABASE approvals TO approvals_bot", false},
		{"a table", "CREATE TABLE only_here (id int)", false},
		{"a role", "ALTER ROLE approvals_bot CONNECTION LIMIT 7", false},
		{"of the two", "ALTER ROLE approvals_bot IN DATABASE approvals SET work_mem = '123kB'", false},
		{"the limit", "ALTER DATABASE approvals CONNECTION LIMIT 7", false},
	}) {
		t.Run(tt.name, func(t *testing.T) {
			var first Roles
			var before int
			t.Run("first", func(t *testing.T) {
				first = TwoRoles(t)
				admin := Open(t, first.Admin)
				before = databaseNumber(t, admin)
				if _, err := admin.Exec(t.Context(), first.names.Replace(tt.change)); err != nil {
					t.Fatal(err)
				}
			})
			second := TwoRoles(t)
			admin := Open(t, second.Admin)
			if reused := databaseNumber(t, admin) == before; reused != tt.reused {
				t.Errorf("%s: used again: %v, want %v", tt.change, reused, tt.reused)
			}
			const left = `SELECT (SELECT count(*) FROM home_tabs) + (SELECT count(*) FROM audit_log) +
				(SELECT count(*) FROM pg_class WHERE relname = 'only_here') + (SELECT count(*) FROM pg_roles WHERE rolname IN ($1, $2))`
			if n := count(t, admin, left, first.OwnerRole, first.BotRole); n != 0 {
				t.Errorf("%s: got %d of it left, want none", tt.change, n)
			}
			if _, err := pgx.Connect(t.Context(), first.Bot); err == nil {
				t.Errorf("got %v for an address of a test that has ended, want an error", err)
			}
			bot := Open(t, second.Bot)
			if n := count(t, bot, "SELECT count(*) FROM work_items"); n != 0 {
				t.Errorf("got %d items, want none", n)
			}
			if _, err := bot.Exec(t.Context(), "TRUNCATE work_items"); err == nil {
				t.Error("got the bot's role to empty a table, want it refused")
			}
			if n := count(t, Open(t, second.Owner), "SELECT (current_user = $1)::int", second.OwnerRole); n != 1 {
				t.Errorf("got another owner than %s", second.OwnerRole)
			}
		})
	}
}
