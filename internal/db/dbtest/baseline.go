package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// baseline is what a database is right after it was copied from the template: its schema, and the rows that the
// migrations put into it.
type baseline struct {
	schema string
	// changed is a query for the tables whose rows are no longer those of the baseline. A table without rows of the baseline
	// is among them as soon as it has had any, since only then it has a size.
	changed string
	// rows are those of the tables that have some, in the text form of COPY.
	rows map[string][]byte
	// sequences are the statements that set them back.
	sequences string
	// guardsOff and guardsOn switch those triggers off and on that let nobody remove rows, whatever their session says.
	guardsOff, guardsOn string
}

var errNotAsBefore = errors.New("the database is not as it was before")

// schemaQuery sums up all that a test may change besides rows. Objects have the same numbers in all copies of a template.
const schemaQuery = `SELECT md5(concat_ws('|',
	(SELECT string_agg(concat_ws(' ', oid, relname, relowner, relacl, reloptions, relrowsecurity), ',' ORDER BY oid) FROM pg_class
		WHERE relkind IN ('r', 'p', 'v', 'm', 'i', 'S') AND oid >= 16384),
	(SELECT string_agg(concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, atthasdef, attisdropped, attacl, attstattarget),
		',' ORDER BY attrelid, attnum)
		FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid AND c.relkind IN ('r', 'p') WHERE attrelid >= 16384 AND attnum > 0),
	(SELECT string_agg(concat_ws(' ', oid, proname, proowner, proacl, md5(prosrc)), ',' ORDER BY oid) FROM pg_proc WHERE oid >= 16384),
	(SELECT string_agg(concat_ws(' ', oid, tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
	(SELECT string_agg(concat_ws(' ', oid, conname, convalidated), ',' ORDER BY oid) FROM pg_constraint WHERE oid >= 16384),
	(SELECT string_agg(concat_ws(' ', oid, nspname, nspowner, nspacl), ',' ORDER BY oid) FROM pg_namespace WHERE nspname !~ '^pg_'),
	(SELECT string_agg(concat_ws(' ', setrole, setconfig), ',' ORDER BY setrole) FROM pg_db_role_setting AS s
		JOIN pg_database AS d ON d.oid = s.setdatabase AND d.datname = current_database()),
	(SELECT datacl::text FROM pg_database WHERE datname = current_database()),
	(SELECT count(*) FROM pg_statistic WHERE starelid >= 16384)))`

// readBaseline describes a database that nobody has used yet.
func readBaseline(ctx context.Context, conn *pgx.Conn) (*baseline, error) {
	b := &baseline{rows: map[string][]byte{}}
	if err := conn.QueryRow(ctx, schemaQuery).Scan(&b.schema); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	tables, err := names(ctx, conn, `SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`)
	if err != nil {
		return nil, err
	}
	differ := []string{"SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"}
	for _, table := range tables {
		var rows bytes.Buffer
		if _, err := conn.PgConn().CopyTo(ctx, &rows, "COPY "+quote(table)+" TO STDOUT"); err != nil {
			return nil, fmt.Errorf("read rows: %w", err)
		}
		if rows.Len() == 0 {
			continue
		}
		b.rows[table] = rows.Bytes()
		sum := fmt.Sprintf("(SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM %s AS t)", quote(table))
		var now string
		if err := conn.QueryRow(ctx, "SELECT "+sum).Scan(&now); err != nil {
			return nil, fmt.Errorf("read rows: %w", err)
		}
		differ[0] += fmt.Sprintf(" AND relname <> '%s'", table)
		differ = append(differ, fmt.Sprintf("SELECT '%s' WHERE %s IS DISTINCT FROM '%s'", table, sum, now))
	}
	b.changed = strings.Join(differ, " UNION ALL ")
	sequences, err := names(ctx, conn, `SELECT format('SELECT setval(%L, %s, %L)', schemaname || '.' || sequencename, coalesce(last_value, start_value),
		last_value IS NOT NULL) FROM pg_sequences ORDER BY 1`)
	b.sequences = strings.Join(sequences, "; ")
	if err != nil {
		return nil, err
	}
	b.guardsOff, err = guardStatements(ctx, conn, "DISABLE TRIGGER")
	if err == nil {
		b.guardsOn, err = guardStatements(ctx, conn, "ENABLE ALWAYS TRIGGER")
	}
	return b, err
}

// guardStatements gives a statement for each trigger that always fires.
func guardStatements(ctx context.Context, conn *pgx.Conn, what string) (string, error) {
	all, err := names(ctx, conn, `SELECT format('ALTER TABLE %s `+what+` %I;', tgrelid::regclass, tgname) FROM pg_trigger WHERE tgenabled = 'A' ORDER BY oid`)
	return strings.Join(all, " "), err
}

// restore makes a used database what it was, or fails with errNotAsBefore.
func (b *baseline) restore(ctx context.Context, conn *pgx.Conn) error {
	var schema string
	if err := conn.QueryRow(ctx, schemaQuery).Scan(&schema); err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	if schema != b.schema {
		return errNotAsBefore
	}
	// Neither triggers nor foreign keys are asked: rows go that nobody else may remove.
	if _, err := conn.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return fmt.Errorf("switch triggers off: %w", err)
	}
	changed, err := names(ctx, conn, b.changed)
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		if err := b.refill(ctx, conn, changed); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, b.sequences); err != nil {
		return fmt.Errorf("set sequences back: %w", err)
	}
	return nil
}

// refill empties the tables, and whatever refers to them, and puts the rows of the baseline back.
func (b *baseline) refill(ctx context.Context, conn *pgx.Conn, changed []string) error {
	quoted := make([]string, len(changed))
	for i, table := range changed {
		quoted[i] = quote(table)
	}
	// One message is one transaction: the triggers are never seen switched off.
	if _, err := conn.PgConn().Exec(ctx, b.guardsOff+"TRUNCATE "+strings.Join(quoted, ", ")+" RESTART IDENTITY CASCADE; "+
		b.guardsOn).ReadAll(); err != nil {
		return fmt.Errorf("empty tables: %w", err)
	}
	empty, err := names(ctx, conn, b.changed)
	if err != nil {
		return err
	}
	for _, table := range empty {
		if _, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(b.rows[table]), "COPY "+quote(table)+" FROM STDIN"); err != nil {
			return fmt.Errorf("put rows back: %w", err)
		}
	}
	if still, err := names(ctx, conn, b.changed); err != nil || len(still) > 0 {
		return errors.Join(err, errNotAsBefore)
	}
	return nil
}

type querier interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
}

// names gives the only column of a query.
func names(ctx context.Context, conn querier, query string) ([]string, error) {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	return slices.Clip(all), nil
}
