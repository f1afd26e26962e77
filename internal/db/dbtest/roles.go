package dbtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Roles are the addresses of one database as its three roles see it.
type Roles struct {
	// Admin is the server's administrator, Owner owns the schema, Bot is what `bot run` uses.
	Admin, Owner, Bot string
	// OwnerRole and BotRole are the names of the roles.
	OwnerRole, BotRole string
	t                  testing.TB
	names              *strings.Replacer
}

// TwoRoles gives a migrated database of the test's own that has an owner and a role for the bot, both made by the files of
// deploy/postgres. After the test it serves another one
// under other names, or is dropped with its roles.
func TwoRoles(t testing.TB) Roles {
	t.Helper()
	template, err := sharedServer(t).migrated(t.Context())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	s := sharedServer(t)
	h, err := s.handedAgain(t.Context())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	if h != nil {
		t.Cleanup(func() { h.after(t, s) })
		return h.roles(t, s)
	}
	h, r := newRoles(t, template)
	r.run(r.Admin, r.names.Replace(handOver))
	r.Grant()
	if err := h.note(t.Context(), s); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return r
}

// handOver gives everything to the owner, as if they had migrated: a template has it from the administrator. A sequence of a
// column goes with its table.
const handOver = `DO $$
DECLARE
    change text;
BEGIN
    FOR change IN
        SELECT format('ALTER TABLE %s OWNER TO approvals_owner', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        UNION ALL SELECT format('ALTER SEQUENCE %s OWNER TO approvals_owner', oid::regclass) FROM pg_class AS c
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('a', 'i'))
        UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO approvals_owner', oid::regprocedure) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT format('ALTER TYPE %s OWNER TO approvals_owner', oid::regtype) FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
    LOOP
        EXECUTE change;
    END LOOP;
END $$`

func newRoles(t testing.TB, template string) (*handed, Roles) {
	t.Helper()
	s := sharedServer(t)
	h := &handed{password: rand.Text()}
	h.call(s.newName())
	r := h.roles(t, s)
	t.Cleanup(func() { h.after(t, s) })
	text := regexp.MustCompile(`:'\w+_password'`).ReplaceAllString(r.file("roles.sql"), "'"+h.password+"'")
	text = strings.Replace(text, "TEMPLATE template0", "TEMPLATE "+quote(template), 1)
	before, after, found := strings.Cut(text, "\\connect "+h.name)
	if !found {
		t.Fatal("dbtest: roles.sql does not connect to the database that it makes")
	}
	r.run(s.url, before)
	r.run(r.Admin, after)
	return h, r
}

// Grant does what deploy/postgres/grants.sql does.
func (r Roles) Grant() {
	r.t.Helper()
	r.run(r.Owner, r.file("grants.sql"))
}

// Copy gives a test a database with all that this one holds, for the same roles. Nobody may be connected to this one meanwhile.
// The copy is dropped after its test, which must end before the test of this one.
func (r Roles) Copy(t testing.TB) Roles {
	t.Helper()
	s := sharedServer(t)
	name := s.newName()
	c := Roles{t: t, OwnerRole: r.OwnerRole, BotRole: r.BotRole, Admin: s.own(t, name)}
	c.names = strings.NewReplacer("approvals_owner", r.OwnerRole, "approvals_bot", r.BotRole, "approvals", name)
	for to, from := range map[*string]string{&c.Owner: r.Owner, &c.Bot: r.Bot} {
		address, err := withDatabase(from, name)
		if err != nil {
			t.Fatalf("dbtest: %v", err)
		}
		*to = address
	}
	c.run(s.url, "CREATE DATABASE "+quote(name)+" OWNER "+quote(r.OwnerRole)+" TEMPLATE "+quote(r.names.Replace("approvals"))+
		"; REVOKE ALL ON DATABASE "+quote(name)+" FROM PUBLIC; GRANT CONNECT ON DATABASE "+quote(name)+" TO "+quote(r.BotRole))
	return c
}

// file gives a file of deploy/postgres without its comments, with the names of this test.
func (r Roles) file(name string) string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(root(r.t), "deploy", "postgres", name))
	if err != nil {
		r.t.Fatalf("dbtest: %v", err)
	}
	return r.names.Replace(regexp.MustCompile(`(?m)^--.*$`).ReplaceAllString(string(text), ""))
}

// run plays statements one by one, since some are not for a transaction.
func (r Roles) run(address, statements string) {
	r.t.Helper()
	conn, err := pgx.Connect(r.t.Context(), address)
	if err != nil {
		r.t.Fatalf("dbtest: %v", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(r.t.Context())) }()
	for _, statement := range split(statements) {
		if _, err := conn.Exec(r.t.Context(), statement); err != nil {
			r.t.Fatalf("dbtest: %s: %v", statement, err)
		}
	}
}

// split takes statements apart; what stands between two $$ is one.
func split(text string) []string {
	var all []string
	for i, part := range strings.Split(text, "$$") {
		if i%2 == 1 {
			all[len(all)-1] += "$$" + part + "$$"
			continue
		}
		pieces := strings.Split(part, ";")
		if i > 0 {
			all[len(all)-1] += pieces[0]
			pieces = pieces[1:]
		}
		all = append(all, pieces...)
	}
	kept := all[:0]
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func withUser(t testing.TB, address, user, password string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("dbtest: %v", errAddress)
	}
	u.User = url.UserPassword(user, password)
	return u.String()
}

// root is the folder of go.mod, at or above the test's own.
func root(t testing.TB) string {
	t.Helper()
	dir, found := moduleRoot()
	if !found {
		t.Fatal("dbtest: go.mod is nowhere above")
	}
	return dir
}

func moduleRoot() (dir string, found bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
}
