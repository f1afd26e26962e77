package postgres

import (
	"fmt"
	"strings"
)

// Purpose says what somebody wants to do with the database. Purposes can be added up.
type Purpose uint8

// The purposes: commands that read, `bot migrate`, and `bot run`.
const (
	ToRead Purpose = 1 << iota
	ToMigrate
	ToRun
)

// Unmet is a need that the database does not meet.
type Unmet struct {
	// Need is its name, What is wrong in one sentence without a full stop, Cure what to do about it.
	Need, What, Cure string
}

// Error is both in one line.
func (u *Unmet) Error() string { return u.What + ": " + u.Cure }

// Need is one thing that the bot needs of its database.
type Need struct {
	Name string
	// For says who needs it.
	For Purpose
	// Judge gives what is wrong, nil when nothing is.
	Judge func(Facts) *Unmet
	// Met says in words that it is met.
	Met func(Facts) string
}

// The names of the needs.
const (
	NeedVersion   = "version"
	NeedEncoding  = "encoding"
	NeedSession   = "session"
	NeedReadWrite = "read-write"
	NeedPooler    = "pooler"
	NeedSchema    = "schema"
	NeedRights    = "rights"
)

// leastVersion is the oldest version of Postgres that is supported.
const leastVersion = 140000

// Needs lists what these purposes need, what all else rests on first.
func Needs(purposes Purpose) []Need {
	var asked []Need
	for _, n := range []Need{
		{NeedVersion, ToRead | ToMigrate | ToRun, version, func(f Facts) string { return "PostgreSQL " + f.VersionName }},
		{NeedEncoding, ToRead | ToMigrate | ToRun, encoding, func(f Facts) string { return f.Encoding }},
		{NeedSession, ToRead | ToMigrate | ToRun, session, func(Facts) string { return "each has the settings that the bot asks for" }},
		{NeedReadWrite, ToMigrate | ToRun, readWrite, func(Facts) string { return "it can be written to" }},
		{NeedPooler, ToMigrate | ToRun, pooler, func(Facts) string { return "sessions are kept" }},
		{NeedRights, ToMigrate, mayChange, func(Facts) string { return "enough" }},
		{NeedSchema, ToRead | ToRun, schema, func(f Facts) string { return fmt.Sprintf("version %d", f.Schema) }},
		{NeedRights, ToRun, rights, func(Facts) string { return "enough" }},
	} {
		if n.For&purposes != 0 {
			asked = append(asked, n)
		}
	}
	return asked
}

// Judge gives the first need of a purpose that is not met, as an [*Unmet], or nil.
func (f Facts) Judge(purpose Purpose) error {
	for _, n := range Needs(purpose) {
		if unmet := n.Judge(f); unmet != nil {
			return unmet
		}
	}
	return nil
}

func version(f Facts) *Unmet {
	if f.Version >= leastVersion {
		return nil
	}
	return &Unmet{NeedVersion, fmt.Sprintf("PostgreSQL %s is too old", f.VersionName), "upgrade to PostgreSQL 14 or newer"}
}

// encoding wants UTF8, since every other encoding refuses or changes some letters that people write. The decision log's hashes
// are of UTF8.
func encoding(f Facts) *Unmet {
	if f.Encoding == "UTF8" {
		return nil
	}
	return &Unmet{NeedEncoding, fmt.Sprintf("the database is encoded in %s, and the bot needs UTF8", f.Encoding),
		"make one with ENCODING 'UTF8' TEMPLATE template0 and bring the tables over, as docs/operations.md tells"}
}

// session finds a pooler or proxy that does not pass on what the bot asks for.
func session(f Facts) *Unmet {
	for _, s := range append(atStart(), sessionSetting{"IntervalStyle", "postgres"}) {
		// DateStyle goes on with the order of day and month, which counts for no date in ISO's form.
		if is := f.Session[s.name]; is != s.value && !strings.HasPrefix(is, s.value+", ") {
			return &Unmet{NeedSession, fmt.Sprintf("sessions have %s %s, and the bot asks for %s", s.name, is, s.value),
				"let what stands between the bot and Postgres pass it on"}
		}
	}
	return nil
}

func readWrite(f Facts) *Unmet {
	switch {
	case !f.ReadOnly:
		return nil
	case f.Standby:
		return &Unmet{NeedReadWrite, "the database is read-only, since this server is a standby",
			"let DATABASE_URL point to the primary, or name all hosts in it; during a failover, wait"}
	}
	return &Unmet{NeedReadWrite, "the database is read-only",
		"find out why (a failover, a full disk, somebody's maintenance), and then set default_transaction_read_only to off"}
}

// pooler finds a pooler that gives each transaction, or each statement, another session. Jobs wait for notifications, and
// migrations hold locks, of their own session, and prepared statements belong to one. https://www.pgbouncer.org/features.html
func pooler(f Facts) *Unmet {
	if !f.Shared {
		return nil
	}
	return &Unmet{NeedPooler, "a pooler in transaction or statement mode stands between the bot and Postgres",
		"let DATABASE_URL point to Postgres itself, or to a pool in session mode"}
}

// schema takes a newer one, since replicas of two versions run during an upgrade.
func schema(f Facts) *Unmet {
	switch {
	case f.SchemaHidden:
		return &Unmet{NeedSchema, "the role may not read which migrations the database has",
			"give it SELECT on goose_db_version: deploy/postgres/grants.sql does"}
	case f.Schema < f.Wanted:
		return &Unmet{NeedSchema, fmt.Sprintf("the database schema is at version %d and this binary needs %d", f.Schema, f.Wanted),
			"run: bot migrate up"}
	}
	return nil
}

// rights judges the tables of this binary's own version: those of a newer one may be granted later.
func rights(f Facts) *Unmet {
	if f.Lacking == "" || f.Schema != f.Wanted {
		return nil
	}
	return &Unmet{NeedRights, "SELECT, INSERT, UPDATE or DELETE is missing on " + f.Lacking,
		"run deploy/postgres/grants.sql (roles.sql beside it makes the roles); docs/audit.md explains them"}
}

func mayChange(f Facts) *Unmet {
	if f.MayChange || f.Schema >= f.Wanted {
		return nil
	}
	return &Unmet{NeedRights, "the role may not make tables here", "migrate with the DATABASE_URL of the schema's owner; docs/setup.md tells of both roles"}
}
