package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Facts is what the needs are judged by.
type Facts struct {
	Version     int
	VersionName string
	// Encoding is the database's own. Session has settings of the session by their names.
	Encoding string
	Session  map[string]string
	// ReadOnly is true when nothing can be written, Standby when the server is one.
	ReadOnly, Standby bool
	// Shared is true when transactions of one connection meet different sessions.
	Shared bool
	// Schema is the newest migration that the database has, Wanted the newest of this binary. SchemaHidden is true when the
	// role may not read it.
	Schema, Wanted int64
	SchemaHidden   bool
	// Lacking names the tables that the role cannot use as the bot must.
	Lacking string
	// MayChange is true when the role can make tables and change those that are there.
	MayChange bool
}

// Versions gives the newest migration that the database has and the newest that this binary knows, as migrations.Pending does.
type Versions func(context.Context, *pgxpool.Pool) (current, wanted int64, err error)

// factsQuery asks for everything that one session can tell, as one row. It calls no setting by a name that Postgres 14 lacks.
const factsQuery = `SELECT current_setting('server_version_num'), current_setting('server_version'), current_setting('server_encoding'),
	current_setting('client_encoding'), current_setting('DateStyle'), current_setting('TimeZone'),
	current_setting('standard_conforming_strings'), current_setting('IntervalStyle'), current_setting('transaction_read_only'),
	pg_is_in_recovery(), pg_backend_pid(),
	(` + lacking + `), (` + mayChangeQuery + `)`

// lacking names the tables that the role cannot use as the bot must. It reads the tables of the decision log, and only
// adds to audit_log.
const lacking = `SELECT coalesce(string_agg(relname, ', ' ORDER BY relname), '') FROM pg_class
	WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> 'goose_db_version'
	AND NOT (has_table_privilege(oid, 'SELECT')
		AND (relname IN ('audit_head', 'audit_head_notes', 'audit_removals', 'audit_retention') OR has_table_privilege(oid, 'INSERT'))
		AND (relname LIKE 'audit\_%' OR relname = 'river_migration' OR has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE')))`

// mayChangeQuery tells whether the role owns the tables that are there, by the one that is there first, and can make more.
const mayChangeQuery = `SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AND NOT EXISTS (SELECT FROM pg_class
	WHERE relnamespace = current_schema()::regnamespace AND relname = 'goose_db_version' AND NOT pg_has_role(relowner, 'USAGE'))`

// Look asks a database for all that the needs are judged by. The pool needs room for two connections. It says nothing that
// could fail behind a pooler, or in a strange encoding, before it knows of them.
func Look(ctx context.Context, pool *pgxpool.Pool, versions Versions) (Facts, error) {
	f, stranger, err := ask(ctx, pool)
	if err != nil {
		return f, err
	}
	if f.Shared, err = shared(ctx, pool, stranger); err != nil {
		return f, fmt.Errorf("compare sessions: %w", err)
	}
	f.Schema, f.Wanted, err = versions(ctx, pool)
	var answer *pgconn.PgError
	if errors.As(err, &answer) && answer.Code == "42501" {
		f.SchemaHidden, err = true, nil
	}
	if err != nil {
		return f, fmt.Errorf("read schema version: %w", err)
	}
	return f, nil
}

// Check gives what a purpose needs and the database has not as an [*Unmet]. Other errors say that it does not answer.
func Check(ctx context.Context, pool *pgxpool.Pool, purpose Purpose, versions Versions) error {
	f, err := Look(ctx, pool, versions)
	if unmet := InWords(err); unmet != nil {
		return unmet
	}
	if err != nil {
		return err
	}
	return f.Judge(purpose)
}

// ask reads the facts of one session. It is a stranger's when it has not the number that the connection was given at its start.
func ask(ctx context.Context, pool *pgxpool.Pool) (f Facts, stranger bool, err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return f, false, err
	}
	defer conn.Release()
	session := conn.Conn().PgConn()
	row, err := oneRow(ctx, session, factsQuery)
	if err != nil {
		return f, false, fmt.Errorf("ask for the database's settings: %w", err)
	}
	f.Version, err = strconv.Atoi(row[0])
	if err != nil {
		return f, false, fmt.Errorf("read Postgres's version: %w", err)
	}
	f.VersionName, f.Encoding = row[1], row[2]
	f.Session = map[string]string{"client_encoding": row[3], "DateStyle": row[4], "TimeZone": row[5], "standard_conforming_strings": row[6],
		"IntervalStyle": row[7]}
	f.ReadOnly, f.Standby = row[8] == "on", row[9] == "t"
	f.Lacking, f.MayChange = row[11], row[12] == "t"
	return f, row[10] != strconv.FormatUint(uint64(session.PID()), 10), nil
}

// oneRow sends a statement as a single message and gives its only row as text.
func oneRow(ctx context.Context, conn *pgconn.PgConn, statement string) ([]string, error) {
	results, err := conn.Exec(ctx, statement).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return nil, errors.New("no single row came")
	}
	var row []string
	for _, value := range results[0].Rows[0] {
		row = append(row, string(value))
	}
	return row, nil
}

// shared reports whether transactions of one connection meet different sessions. A connection whose session has the number that
// Postgres gave at its start is Postgres's own. Where a pooler has put a number of its own there, a connection is compared
// before and after a second one has taken a session.
func shared(ctx context.Context, pool *pgxpool.Pool, stranger bool) (bool, error) {
	if !stranger {
		return false, nil
	}
	first, err := pool.Acquire(ctx)
	if err != nil {
		return false, err
	}
	defer first.Release()
	second, err := pool.Acquire(ctx)
	if err != nil {
		return false, err
	}
	defer second.Release()
	const who = "SELECT pg_backend_pid()"
	before, err := oneRow(ctx, first.Conn().PgConn(), who)
	if err != nil {
		return false, err
	}
	_, err = second.Conn().PgConn().Exec(ctx, "BEGIN").ReadAll()
	if _, refused := errors.AsType[*pgconn.PgError](err); refused {
		// No server refuses that. A pooler in statement mode does.
		return true, nil
	}
	if err != nil {
		return false, err
	}
	// A connection that is given back within a transaction is closed; this one ends it.
	defer func() { _, _ = second.Conn().PgConn().Exec(context.WithoutCancel(ctx), "ROLLBACK").ReadAll() }()
	others, err := oneRow(ctx, second.Conn().PgConn(), who)
	if err != nil {
		return false, err
	}
	// Where there is a single session, nobody else gets one now.
	if before[0] == others[0] {
		return true, nil
	}
	after, err := oneRow(ctx, first.Conn().PgConn(), who)
	if err != nil {
		return false, err
	}
	return before[0] != after[0], nil
}
