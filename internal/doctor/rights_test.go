package doctor

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// rightsOf makes the checks of rights alone.
func rightsOf(t *testing.T, address string) map[string]Finding {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	p := &patient{report: report{clean: func(s string) string { return s }, tell: func(Finding) {}}}
	d := &database{pool: pool}
	p.postgresNeeds(context.WithoutCancel(t.Context()), d)
	p.postgresRetention(context.WithoutCancel(t.Context()), d)
	all := map[string]Finding{}
	for _, f := range p.found {
		all[f.Check] = f
	}
	return all
}

// Each single right beyond adding fails, by its name, and each that is missing as well.
func TestRightsAreJustEnough(t *testing.T) {
	t.Parallel()
	r := dbtest.TwoRoles(t)
	admin := dbtest.Open(t, r.Admin)
	play := func(statement string) {
		t.Helper()
		statement = strings.NewReplacer("<bot>", r.BotRole, "<owner>", r.OwnerRole).Replace(statement)
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if f := rightsOf(t, r.Bot)["postgres: rights"]; f.Result != OK {
		t.Fatalf("the roles of deploy/postgres: %+v, want Result %v", f, OK)
	}
	for _, c := range []struct{ do, undo, word string }{
		{"GRANT UPDATE ON audit_log TO <bot>", "REVOKE UPDATE ON audit_log FROM <bot>", "may UPDATE audit_log"},
		{"GRANT UPDATE (kind) ON audit_log TO <bot>", "REVOKE UPDATE (kind) ON audit_log FROM <bot>", "may UPDATE audit_log"},
		{"GRANT DELETE ON audit_log TO PUBLIC", "REVOKE DELETE ON audit_log FROM PUBLIC", "may DELETE audit_log"},
		{"GRANT TRUNCATE ON audit_log TO <bot>", "REVOKE TRUNCATE ON audit_log FROM <bot>", "may TRUNCATE audit_log"},
		{"GRANT TRIGGER ON audit_log TO <bot>", "REVOKE TRIGGER ON audit_log FROM <bot>", "may TRIGGER audit_log"},
		{"GRANT REFERENCES ON audit_log TO <bot>", "REVOKE REFERENCES ON audit_log FROM <bot>", "may REFERENCES audit_log"},
		{"GRANT UPDATE ON audit_head TO <bot>", "REVOKE UPDATE ON audit_head FROM <bot>", "may UPDATE audit_head"},
		{"GRANT INSERT ON audit_removals TO <bot>", "REVOKE INSERT ON audit_removals FROM <bot>", "may INSERT audit_removals"},
		{"GRANT INSERT ON audit_retention TO <bot>", "REVOKE INSERT ON audit_retention FROM <bot>", "may INSERT audit_retention"},
		{"GRANT DELETE ON audit_head_notes TO <bot>", "REVOKE DELETE ON audit_head_notes FROM <bot>", "may DELETE audit_head_notes"},
		{"GRANT CREATE ON SCHEMA public TO <bot>", "REVOKE CREATE ON SCHEMA public FROM <bot>", "may make objects"},
		{"GRANT EXECUTE ON FUNCTION audit_chain() TO PUBLIC", "REVOKE EXECUTE ON FUNCTION audit_chain() FROM PUBLIC",
			"may call audit_chain()"},
		{"GRANT <owner> TO <bot>", "REVOKE <owner> FROM <bot>", "owns the log"},
		{"ALTER ROLE <bot> NOINHERIT; GRANT <owner> TO <bot>", "REVOKE <owner> FROM <bot>; ALTER ROLE <bot> INHERIT", "owns the log"},
		{"GRANT pg_write_all_data TO <bot>", "REVOKE pg_write_all_data FROM <bot>", "belongs to pg_write_all_data"},
		{"ALTER ROLE <bot> CREATEROLE", "ALTER ROLE <bot> NOCREATEROLE", "member of other roles"},
		{"ALTER ROLE <bot> SUPERUSER", "ALTER ROLE <bot> NOSUPERUSER", "is a superuser"},
		{"ALTER TABLE audit_log OWNER TO <bot>", "ALTER TABLE audit_log OWNER TO <owner>; GRANT SELECT, INSERT ON audit_log TO <bot>", "owns the log"},
		{"ALTER FUNCTION audit_refuse() OWNER TO <bot>", "ALTER FUNCTION audit_refuse() OWNER TO <owner>", "owns the log"},
		{"REVOKE SELECT ON audit_removals FROM <bot>", "GRANT SELECT ON audit_removals TO <bot>", "missing on audit_removals"},
		{"REVOKE INSERT ON audit_log FROM <bot>", "GRANT INSERT ON audit_log TO <bot>", "missing on audit_log"},
		{"REVOKE UPDATE ON cards FROM <bot>", "GRANT UPDATE ON cards TO <bot>", "missing on cards"},
		{"REVOKE EXECUTE ON FUNCTION audit_mark_old() FROM <bot>", "GRANT EXECUTE ON FUNCTION audit_mark_old() TO <bot>",
			"missing on audit_mark_old()"},
	} {
		play(c.do)
		if f := rightsOf(t, r.Bot)["postgres: rights"]; f.Result != Fail || !strings.Contains(f.Detail, c.word) || f.Cure == "" {
			t.Errorf(`%s: %+v, want Result %v, Detail with %v and Cure other than ""`, c.do, f, Fail, c.word)
		}
		play(c.undo)
		if f := rightsOf(t, r.Bot)["postgres: rights"]; f.Result != OK {
			t.Fatalf("%s: %+v, want Result %v", c.undo, f, OK)
		}
	}
}

// What leaves the log is told.
func TestTheRetentionIsTold(t *testing.T) {
	t.Parallel()
	r := dbtest.TwoRoles(t)
	owner := dbtest.Open(t, r.Owner)
	for _, c := range []struct{ do, word string }{
		{"SELECT 1", "every row is kept"},
		{"INSERT INTO audit_retention (keep_seconds) VALUES (172800)", "rows go after 2d"},
		{"UPDATE audit_retention SET at_least_seconds = 864000", "rows go after 10d; the owner has set 2d"},
		{"UPDATE audit_retention SET keep_seconds = NULL", "every row is kept"},
	} {
		if _, err := owner.Exec(t.Context(), c.do); err != nil {
			t.Fatal(err)
		}
		if f := rightsOf(t, r.Bot)["postgres: decision log"]; f.Result != OK || !strings.Contains(f.Detail, c.word) {
			t.Errorf("%s: %+v, want Result %v and Detail with %v", c.do, f, OK, c.word)
		}
	}
}
