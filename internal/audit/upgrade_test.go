package audit_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/migrations"
)

// before is the last step of version 0.1.0.
const before = 22

// grantsOf010 are those that version 0.1.0 had made for the bot's role.
const grantsOf010 = `GRANT USAGE ON SCHEMA public TO <bot>;
	GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO <bot>;
	GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO <bot>;
	ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO <bot>;
	ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO <bot>;
	REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM <bot>;
	REVOKE UPDATE, DELETE ON audit_log FROM <bot>;
	REVOKE INSERT, UPDATE, DELETE ON audit_head FROM <bot>;
	GRANT EXECUTE ON FUNCTION audit_checkpoint(timestamptz), audit_remove(integer) TO <bot>`

// oldRoles is a database as version 0.1.0 has it, to which nobody is connected.
func oldRoles(t *testing.T) dbtest.Roles {
	t.Helper()
	r := dbtest.TwoRoles(t)
	if _, err := migrations.DownTo(t.Context(), r.Owner, before); err != nil {
		t.Fatal(err)
	}
	owner, err := pgx.Connect(t.Context(), r.Owner)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := owner.Exec(t.Context(), strings.ReplaceAll(grantsOf010, "<bot>", r.BotRole), pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
	if err := owner.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// old is a log as version 0.1.0 has it, with five rows of which three are ten days old.
func old(t *testing.T) vault {
	t.Helper()
	return oldOf(t, oldRoles(t))
}

func oldOf(t *testing.T, r dbtest.Roles) vault {
	t.Helper()
	v := vaultOf(t, r)
	v.age()
	return v
}

func (v vault) upgrade() {
	v.Helper()
	if _, err := migrations.Up(v.Context(), v.roles.Owner); err != nil {
		v.Fatal(err)
	}
}

// What version 0.1.0 removed is told for what it is. What its rules cannot have removed is an error, and a checkpoint that
// somebody wrote by hand counts for nothing.
func TestALogOfAnEarlierVersionIsChecked(t *testing.T) {
	t.Parallel()
	const legitimate = `SELECT audit_checkpoint(clock_timestamp() - interval '48 hours'); SELECT audit_remove(5000)`
	const copied = `INSERT INTO audit_log (kind, payload) SELECT 'checkpoint', replace(payload::text, '"before":""', '"before":"2020-01-01T00:00:00Z"')::json
		FROM audit_log WHERE kind = 'checkpoint' ORDER BY seq LIMIT 1`
	r := oldRoles(t)
	for name, c := range map[string]struct {
		bot           string
		first, broken int64
		unproven      int64
	}{
		"nothing was removed":             {`SELECT 1`, 1, 0, 0},
		"retention of 0.1.0":              {legitimate, 4, 0, 3},
		"twice":                           {legitimate + ";" + legitimate, 4, 0, 3},
		"marked and not removed":          {`SELECT audit_checkpoint(clock_timestamp() - interval '48 hours')`, 1, 0, 0},
		"without an age":                  {`SELECT audit_checkpoint(NULL); SELECT audit_remove(5000)`, 0, 5, 0},
		"without an age, and made good":   {`SELECT audit_checkpoint(NULL); SELECT audit_remove(5000);` + copied, 0, 5, 0},
		"a forged checkpoint after it":    {legitimate + ";" + forgeries()[0], 4, 0, 3},
		"an end of an export in the log":  {legitimate + ";" + forgeries()[3], 4, 0, 3},
		"a forged checkpoint, not a word": {forgeries()[2], 1, 0, 0},
		"a forged checkpoint, no date":    {`INSERT INTO audit_log (kind, payload) VALUES ('checkpoint', '{"checkpoint":{"removed_to":"x","before":"2020-13-45T00:00:00Z"}}')`, 1, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := oldOf(t, r.Copy(t))
			conn, err := pgx.Connect(t.Context(), v.roles.Bot)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Exec(t.Context(), c.bot, pgx.QueryExecModeSimpleProtocol); err != nil {
				t.Fatal(err)
			}
			if err := conn.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			v.upgrade()
			found, err := v.bot.verify()
			if c.broken > 0 {
				if brokenAt(err) != c.broken {
					t.Errorf("got %+v, %v, want brokenAt %v", found, err, c.broken)
				}
				return
			}
			if err != nil || found.First != c.first || found.UnprovenTo != c.unproven {
				t.Errorf("got %+v, %v, want First %v and UnprovenTo %v", found, err, c.first, c.unproven)
			}
			for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
				if _, err := audit.VerifyExport(bytes.NewReader(v.bot.export(audit.Filter{}, as))); err != nil {
					t.Errorf("%s: %v", as, err)
				}
			}
			// And the retention goes on from there.
			v.keeps(2 * days)
			if removed := v.bot.retain(0); removed != 4-c.first {
				t.Errorf("%d rows went, want %v", removed, 4-c.first)
			}
			if found, err := v.bot.verify(); err != nil || found.First != 4 || found.UnprovenTo != c.unproven {
				t.Errorf("got %+v, %v, want First 4 and UnprovenTo %v", found, err, c.unproven)
			}
		})
	}
}

// The step itself takes back what earlier grants gave, and gives what the new version needs: grants.sql may come later.
func TestTheStepMendsTheRights(t *testing.T) {
	t.Parallel()
	v := old(t)
	admin := book{t, dbtest.Open(t, v.roles.Admin)}
	admin.exec("CREATE ROLE " + v.roles.BotRole + "_reader")
	defer admin.exec("DROP OWNED BY " + v.roles.BotRole + "_reader; DROP ROLE " + v.roles.BotRole + "_reader")
	v.exec("GRANT SELECT ON audit_log, audit_head TO " + v.roles.BotRole + "_reader")
	v.exec("GRANT UPDATE ON audit_log TO " + v.roles.BotRole)
	v.exec("GRANT DELETE ON audit_log TO PUBLIC")
	v.upgrade()
	const rights = `SELECT relname || ' ' || p FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p
		WHERE relname LIKE 'audit%' AND relkind = 'r' AND has_table_privilege($1, oid, p) ORDER BY 1`
	reads := []string{"audit_head SELECT", "audit_head_notes SELECT", "audit_log SELECT", "audit_removals SELECT", "audit_retention SELECT"}
	if got := v.list(rights, v.roles.BotRole+"_reader"); !slices.Equal(got, reads) {
		t.Errorf("a reader: %v, want %v", got, reads)
	}
	if got := v.list(rights, v.roles.BotRole); !slices.Equal(got, slices.Insert(slices.Clone(reads), 2, "audit_log INSERT")) {
		t.Errorf("the bot: %v, want what it reads and audit_log INSERT", got)
	}
	v.justEnough()
	v.survives(forgeries(), v.bot)
	if _, err := v.bot.look(&audit.Witness{}); err != nil {
		t.Error(err)
	}
	v.keeps(2 * days)
	if removed := v.bot.retain(3 * days); removed != 3 {
		t.Errorf("%d rows went, want 3", removed)
	}
}

// A replica of version 0.1.0 goes on beside the new one: its round of retention ends well and removes nothing.
func TestTheRoundOfAnEarlierVersionFailsSoftly(t *testing.T) {
	t.Parallel()
	v := old(t)
	v.upgrade()
	var upto, removed int64
	for _, grants := range []bool{false, true} {
		if grants {
			v.roles.Grant()
		}
		if err := v.bot.pool.QueryRow(t.Context(), `SELECT audit_checkpoint(now() - interval '48 hours')::bigint`).Scan(&upto); err != nil {
			t.Error(err)
		}
		if err := v.bot.pool.QueryRow(t.Context(), `SELECT audit_remove(5000)::bigint`).Scan(&removed); err != nil || removed != 0 {
			t.Errorf("with grants %t: %d rows, %v, want 0", grants, removed, err)
		}
	}
	if found, err := v.verify(); err != nil || found.First != 1 || found.Last != 5 {
		t.Errorf("got %+v, %v, want First 1 and Last 5", found, err)
	}
}
