package audit_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// vault is a log whose owner is not the bot. The embedded book is the owner's.
type vault struct {
	book
	bot   book
	roles dbtest.Roles
}

func newVault(t *testing.T) vault {
	t.Helper()
	return vaultOf(t, dbtest.TwoRoles(t))
}

func vaultOf(t *testing.T, r dbtest.Roles) vault {
	t.Helper()
	return vault{book{t, dbtest.Open(t, r.Owner)}, book{t, dbtest.Open(t, r.Bot)}, r}
}

func (b book) entries() []audit.Entry {
	b.Helper()
	var all []audit.Entry
	err := pgx.BeginFunc(b.Context(), b.pool, func(tx pgx.Tx) error {
		return audit.Each(b.Context(), tx, audit.Filter{}, func(r audit.Row) error {
			e, err := audit.ParseEntry(r.Kind, r.Payload)
			all = append(all, e)
			return err
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

func (b book) list(query string, args ...any) []string {
	b.Helper()
	rows, err := b.pool.Query(b.Context(), query, args...)
	if err != nil {
		b.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		b.Fatal(err)
	}
	return all
}

// ownersTables are the tables that belong to the log and that its owner alone writes.
func ownersTables() []string {
	return []string{"audit_head", "audit_head_notes", "audit_removals", "audit_retention"}
}

// What the bot's role may do is written down here: whatever a later step adds has to be thought of.
func TestWhatTheBotsRoleMayDo(t *testing.T) {
	t.Parallel()
	newVault(t).justEnough()
}

func (v vault) justEnough() {
	v.Helper()
	for question, want := range map[string][]string{
		// Functions that run with somebody else's rights. Only one takes anything, and no number makes a row go earlier.
		`SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1`: {
			"audit_keep_longer(bigint)", "audit_mark_old()", "audit_note_head()", "audit_remove_old()"},
		`SELECT relname || ' ' || p FROM pg_class, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p
			WHERE relname LIKE 'audit%' AND relkind = 'r' AND (has_table_privilege(oid, p)
				OR p IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(oid, p)) ORDER BY 1`: {"audit_log INSERT"},
		`SELECT relname::text FROM pg_class WHERE relname LIKE 'audit%' AND relkind = 'r' AND relname <> 'audit_log' ORDER BY 1`: ownersTables(),
		`SELECT relname::text FROM pg_class WHERE pg_has_role(relowner, 'MEMBER') AND relnamespace = 'public'::regnamespace`:     nil,
		`SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a
			WHERE proname LIKE 'audit%' AND a.grantee = 0`: nil,
		// Whoever runs with the owner's rights means what the owner meant by a name.
		`SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef AND pronamespace = 'public'::regnamespace
			AND NOT 'search_path=pg_catalog, pg_temp' = ANY (coalesce(proconfig, '{}'))`: nil,
	} {
		if got := v.bot.list(question); !slices.Equal(got, want) {
			v.Errorf("%s\nis %q, not %q", question, got, want)
		}
	}
}

// attacks are what whoever has the bot's password could try, in SQL.
func attacks() []string {
	all := []string{
		"UPDATE audit_log SET kind = 'x'", "DELETE FROM audit_log", "DELETE FROM audit_log WHERE seq = 1", "TRUNCATE audit_log",
		"TRUNCATE audit_log CASCADE",
		"DROP TABLE audit_log", "ALTER TABLE audit_log DISABLE TRIGGER ALL", "ALTER TABLE audit_log DISABLE TRIGGER audit_refuse",
		"ALTER TABLE audit_log OWNER TO CURRENT_USER",
		"ALTER TABLE audit_log RENAME TO gone", "DROP TRIGGER audit_refuse ON audit_log",
		"CREATE RULE r AS ON INSERT TO audit_log DO INSTEAD NOTHING",
		"CREATE OR REPLACE FUNCTION audit_mark_old() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'", "ALTER FUNCTION audit_mark_old() RESET ALL",
		"CREATE TABLE heir () INHERITS (audit_log)", "SET session_replication_role = replica; DELETE FROM audit_log",
		"INSERT INTO audit_log (seq, at, kind, payload) SELECT 1, now(), 'x', '{}' ON CONFLICT (seq) DO UPDATE SET kind = 'x'",
		"DROP FUNCTION audit_refuse() CASCADE", "DROP SCHEMA public CASCADE", "CREATE FUNCTION to_json(text) RETURNS json LANGUAGE sql AS 'SELECT NULL::json'",
		"CREATE TABLE audit_log_2 ()", "ALTER SCHEMA public RENAME TO private",
	}
	for _, age := range []string{"NULL", "'infinity'", "'-infinity'", "now()", "now() + interval '1000 years'",
		"now() - interval '23 hours'", "now() - interval '-1 year'"} {
		all = append(all, "SELECT audit_checkpoint("+age+"), audit_remove(2147483647)",
			"SELECT audit_checkpoint("+age+"); SELECT audit_remove(2147483647)")
	}
	for _, n := range []string{"NULL", "0", "-1", "1", "9223372036854775807", "-9223372036854775808"} {
		all = append(all, "SELECT audit_keep_longer("+n+"); SELECT audit_mark_old(); SELECT audit_remove_old()")
	}
	all = append(all, forgeries()...)
	for _, table := range ownersTables() {
		all = append(all, "DELETE FROM "+table, "TRUNCATE "+table, "DROP TABLE "+table, "ALTER TABLE "+table+" DISABLE TRIGGER ALL")
	}
	return all
}

// forgeries are rows that vouch for a removal, or tell of one.
func forgeries() []string {
	return []string{
		`INSERT INTO audit_log (kind, payload) VALUES ('checkpoint', '{"checkpoint":{"removed_from":1,"removed_to":3,"last_hash":"00","before":"2020-01-01T00:00:00Z"}}')`,
		`INSERT INTO audit_log (kind, payload) SELECT 'checkpoint', format('{"checkpoint":{"removed_from":1,"removed_to":2,"last_hash":"%s","before":""}}', encode(hash, 'hex'))::json FROM audit_log WHERE seq = 2`,
		`INSERT INTO audit_log (kind, payload) VALUES ('checkpoint', '[]')`,
		`INSERT INTO audit_log (kind, payload) VALUES ('export.end', '{"rows":0,"partial":false,"last_seq":0,"last_hash":""}')`,
		`UPDATE audit_head SET removed_to = 3`, `UPDATE audit_head SET seq = 1`, `INSERT INTO audit_head DEFAULT VALUES`,
		`INSERT INTO audit_retention (keep_seconds) VALUES (86400)`, `UPDATE audit_retention SET keep_seconds = 86400`,
		`UPDATE audit_retention SET at_least_seconds = 0`,
		`INSERT INTO audit_removals (removed_from, removed_to, last_hash, keep_seconds) SELECT 1, 2, hash, 86400 FROM audit_log WHERE seq = 2`,
		`UPDATE audit_removals SET removed_to = 4`,
		`INSERT INTO audit_head_notes (seq, hash) VALUES (1000000, decode(repeat('ab', 32), 'hex'))`, `UPDATE audit_head_notes SET seq = 1000000`,
	}
}

// Nothing that the bot's role can do takes a row away, or has the check of an untouched log say that something is wrong.
func TestTheBotsRoleCanOnlyAdd(t *testing.T) {
	t.Parallel()
	for name, keep := range map[string]func(vault){"without a retention": func(vault) {},
		"with one": func(v vault) { v.keeps(20 * days) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := aged(t)
			keep(v)
			v.survives(attacks(), v.bot)
		})
	}
}

// Also where earlier versions or a restored dump gave more rights, rows stay and nothing is vouched for.
func TestRightsThatWereGivenTooMany(t *testing.T) {
	t.Parallel()
	v := aged(t)
	v.keeps(20 * days)
	v.exec("GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO " + v.roles.BotRole)
	v.exec("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC")
	v.exec("DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$")
	const borrowed = `CREATE TEMPORARY TABLE mine (LIKE audit_log); CREATE TRIGGER t BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION audit_chain();
		INSERT INTO mine (kind, payload) VALUES ('x', '{}')`
	v.survives(append(attacks(), borrowed), v.bot)
	v.roles.Grant()
	v.justEnough()
}

// A temporary table in the place of one of the log's has no say in its functions.
func TestTemporaryTablesHaveNoSay(t *testing.T) {
	t.Parallel()
	v := aged(t)
	v.keeps(20 * days)
	v.exec("DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$")
	v.survives([]string{
		`CREATE TEMPORARY TABLE audit_retention (one boolean, keep_seconds bigint, at_least_seconds bigint); INSERT INTO pg_temp.audit_retention VALUES (true, 1, 1);
			SET search_path = pg_temp, public; SELECT public.audit_mark_old(); SELECT public.audit_remove_old()`,
		`CREATE TEMPORARY TABLE audit_head (one boolean, seq bigint, hash bytea, removed_to bigint); INSERT INTO pg_temp.audit_head VALUES (true, 5, '', 4);
			SET search_path = pg_temp, public; SELECT public.audit_mark_old(); SELECT public.audit_remove_old()`,
	}, v.bot)
}

// survives has a role try everything, and holds the log against what it was.
func (v vault) survives(statements []string, who book) {
	v.Helper()
	const whole = `SELECT seq || ' ' || encode(hash, 'hex') FROM audit_log WHERE seq <= $1 ORDER BY seq`
	const settled = `SELECT concat_ws(' ', (SELECT removed_to FROM audit_head), (SELECT keep_seconds FROM audit_retention), (SELECT count(*) FROM audit_removals))`
	rows := len(v.entries())
	before, set := v.list(whole, rows), v.list(settled)
	for _, s := range statements {
		conn, err := pgx.Connect(v.Context(), v.roles.Bot)
		if err != nil {
			v.Fatal(err)
		}
		// Whether it is refused or does nothing does not matter; what is left does.
		_, refusal := conn.Exec(v.Context(), s, pgx.QueryExecModeSimpleProtocol)
		if err := conn.Close(v.Context()); err != nil {
			v.Fatal(err)
		}
		if after := v.list(whole, rows); !slices.Equal(before, after) || !slices.Equal(v.list(settled), set) {
			v.Fatalf("%s (%v)\ntook something away: %v", s, refusal, after)
		}
		if _, err := who.verify(); err != nil {
			v.Fatalf("%s (%v)\nhas the check say: %v", s, refusal, err)
		}
		if slices.Contains(forgeries(), s) && refusal == nil {
			v.Errorf("%s is taken", s)
		}
	}
	if v.list(`SELECT count(*)::text FROM audit_log WHERE kind = 'checkpoint'`)[0] != "0" {
		v.Error("there is a checkpoint in the log")
	}
	for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
		if _, err := audit.VerifyExport(bytes.NewReader(who.export(audit.Filter{}, as))); err != nil {
			v.Errorf("the check of a %s export says: %v", as, err)
		}
	}
	rows = len(v.entries())
	v.book.append(decided("99", "sam", ""))
	if found, err := v.verify(); err != nil || found.First != 1 || found.Last != int64(rows+1) {
		v.Errorf("got %+v, %v, want rows 1 to %d", found, err, rows+1)
	}
}

// Rows that Postgres takes and that no bot writes are exported and checked as what they are.
func TestOddRowsDoNotCryWolf(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{" {} ", "\t[1]\t", "null", `"x"`, strings.Repeat("[", 5000) + strings.Repeat("]", 5000), `{"who":5,"comment":"a\r\n\u0001b"}`,
		`{"payload":1,"prev_hash":"00","export":{}}`, `{"a":1,"a":2}`, `{"\ud800":1e999999}`} {
		b := newBook(t, decided("1", "sam", ""))
		if _, err := b.pool.Exec(t.Context(), "INSERT INTO audit_log (kind, payload) VALUES ('odd', $1::text::json)", payload); err != nil {
			continue
		}
		b.append(decided("2", "sam", ""))
		if found, err := b.verify(); err != nil || found.Rows != 3 {
			t.Errorf("%.40q: %+v, %v, want Rows 3", payload, found, err)
		}
		for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
			if found, err := audit.VerifyExport(bytes.NewReader(b.export(audit.Filter{}, as))); err != nil || found.Rows != 3 {
				t.Errorf("%.40q as %s: %+v, %v, want Rows 3", payload, as, found, err)
			}
		}
	}
}

// With one role for everything the log works as ever.
func TestOneRoleForEverything(t *testing.T) {
	t.Parallel()
	r := dbtest.TwoRoles(t)
	b := book{t, dbtest.Open(t, r.Owner)}
	for i := range 4 {
		b.append(decided(fmt.Sprint(i), "sam", ""))
	}
	b.grow(2, 10*days)
	b.keeps(2 * days)
	if removed := b.retain(0); removed != 2 {
		t.Errorf("%d rows went, want 2", removed)
	}
	if found, err := b.verify(); err != nil || found.First != 3 {
		t.Errorf("got %+v, %v, want First 3", found, err)
	}
}
