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
	// changed is a query for the tables whose rows may no longer be those of the baseline, and whether each is large. A table
	// without rows of the baseline is among them as soon as it has had any, since only then it has a size.
	changed string
	// rows are those of the tables that have some, in the text form of COPY.
	rows map[string][]byte
	// sequences are the statements that set them back.
	sequences string
	// guardsOff and guardsOn have a statement for each table that has triggers which let nobody remove rows, whatever their
	// session says: it switches them off and on.
	guardsOff, guardsOn map[string]string
}

// largeTable is the size in bytes from which on a table is truncated. Truncating costs a file for the table and for each of
// its indexes; removing costs less where there are few rows.
const largeTable = 512 << 10

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

// catalogueQuery tells within a millisecond whether anything that schemaQuery sums up may have changed: whatever is written to a
// catalogue is of a later transaction than all that stood there, and whatever is removed is missed by the count.
const catalogueQuery = `SELECT concat_ws(' ',
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_class WHERE oid >= 16384),
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_attribute WHERE attrelid >= 16384),
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_proc WHERE oid >= 16384),
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_trigger),
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_constraint WHERE oid >= 16384),
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_namespace WHERE nspname !~ '^pg_'),
	(SELECT count(*) || ' ' || max(s.xmin::text::bigint) FROM pg_db_role_setting AS s
		JOIN pg_database AS d ON d.oid = s.setdatabase AND d.datname = current_database()),
	(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_default_acl),
	(SELECT string_agg(concat_ws(' ', grantor, grantee, privilege_type), ',' ORDER BY grantor, grantee, privilege_type)
		FROM pg_database, aclexplode(datacl) WHERE datname = current_database()),
	(SELECT count(*) FROM pg_statistic WHERE starelid >= 16384))`

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
	differ := []string{fmt.Sprintf("SELECT relname::text, pg_relation_size(oid) > %d FROM pg_class", largeTable) +
		" WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"}
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
		differ = append(differ, fmt.Sprintf("SELECT '%s', false WHERE %s IS DISTINCT FROM '%s'", table, sum, now))
	}
	b.changed = strings.Join(differ, " UNION ALL ")
	sequences, err := names(ctx, conn, `SELECT format('SELECT setval(%L, %s, %L)', schemaname || '.' || sequencename, coalesce(last_value, start_value),
		last_value IS NOT NULL) FROM pg_sequences ORDER BY 1`)
	b.sequences = strings.Join(sequences, "; ")
	if err != nil {
		return nil, err
	}
	b.guardsOff, err = guards(ctx, conn, "DISABLE TRIGGER")
	if err == nil {
		b.guardsOn, err = guards(ctx, conn, "ENABLE ALWAYS TRIGGER")
	}
	return b, err
}

// guards gives a statement for each table with triggers that always fire.
func guards(ctx context.Context, conn *pgx.Conn, what string) (map[string]string, error) {
	rows, err := conn.Query(ctx, `SELECT relname::text, format('ALTER TABLE %I %s;', relname, string_agg(format('`+what+` %I', tgname), ', '))
		FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid WHERE tgenabled = 'A' GROUP BY relname`)
	if err != nil {
		return nil, fmt.Errorf("list triggers: %w", err)
	}
	all := map[string]string{}
	var table, statement string
	if _, err := pgx.ForEachRow(rows, []any{&table, &statement}, func() error { all[table] = statement; return nil }); err != nil {
		return nil, fmt.Errorf("list triggers: %w", err)
	}
	return all, nil
}

// restore makes a used database what it was, on the connection of database.connect, or fails with errNotAsBefore.
func (b *baseline) restore(ctx context.Context, conn *pgx.Conn, d *database) error {
	if err := b.compare(ctx, conn, d); err != nil {
		return err
	}
	small, large, err := b.used(ctx, conn)
	if err != nil {
		return err
	}
	if len(small)+len(large) > 0 {
		if err := b.refill(ctx, conn, small, large); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, b.sequences); err != nil {
		return fmt.Errorf("set sequences back: %w", err)
	}
	// Triggers were switched off and on, and files were made anew.
	if err := conn.QueryRow(ctx, catalogueQuery).Scan(&d.catalogue); err != nil {
		return fmt.Errorf("read catalogue: %w", err)
	}
	return nil
}

// compare fails with errNotAsBefore when the schema is not the baseline's.
func (b *baseline) compare(ctx context.Context, conn *pgx.Conn, d *database) error {
	var catalogue, schema string
	if d.catalogue != "" {
		if err := conn.QueryRow(ctx, catalogueQuery).Scan(&catalogue); err != nil {
			return fmt.Errorf("read catalogue: %w", err)
		}
		if catalogue == d.catalogue {
			return nil
		}
	}
	if err := conn.QueryRow(ctx, schemaQuery).Scan(&schema); err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	if schema != b.schema {
		return errNotAsBefore
	}
	return nil
}

// used lists the tables that may have other rows than those of the baseline.
func (b *baseline) used(ctx context.Context, conn *pgx.Conn) (small, large []string, err error) {
	rows, err := conn.Query(ctx, b.changed)
	if err != nil {
		return nil, nil, fmt.Errorf("list tables: %w", err)
	}
	var table string
	var isLarge bool
	_, err = pgx.ForEachRow(rows, []any{&table, &isLarge}, func() error {
		if isLarge {
			large = append(large, quote(table))
		} else {
			small = append(small, table)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list tables: %w", err)
	}
	return small, large, nil
}

// refill empties the tables, and whatever refers to the large ones, and puts the rows of the baseline back.
func (b *baseline) refill(ctx context.Context, conn *pgx.Conn, small, large []string) error {
	var off, remove, on strings.Builder
	for _, table := range small {
		off.WriteString(b.guardsOff[table])
		remove.WriteString("DELETE FROM " + quote(table) + ";")
		on.WriteString(b.guardsOn[table])
	}
	if len(large) > 0 {
		for table := range b.guardsOff {
			off.WriteString(b.guardsOff[table])
			on.WriteString(b.guardsOn[table])
		}
		remove.WriteString("TRUNCATE " + strings.Join(large, ", ") + " CASCADE;")
	}
	// One message is one transaction: the triggers are never seen switched off.
	if _, err := conn.PgConn().Exec(ctx, off.String()+remove.String()+on.String()).ReadAll(); err != nil {
		return fmt.Errorf("empty tables: %w", err)
	}
	empty := small
	if len(large) > 0 {
		var err error
		if empty, _, err = b.used(ctx, conn); err != nil {
			return err
		}
	}
	for _, table := range empty {
		rows, ok := b.rows[table]
		if !ok {
			continue
		}
		if _, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(rows), "COPY "+quote(table)+" FROM STDIN"); err != nil {
			return fmt.Errorf("put rows back: %w", err)
		}
	}
	// A table without rows of the baseline keeps its size, and says nothing here.
	still, large, err := b.used(ctx, conn)
	if err != nil {
		return err
	}
	for _, table := range still {
		if _, ok := b.rows[table]; ok {
			return errNotAsBefore
		}
	}
	if len(large) > 0 {
		return errNotAsBefore
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
