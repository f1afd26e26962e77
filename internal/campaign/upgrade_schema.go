package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/migrations"
)

// schemaParts is all that a schema is made of, and how each part is.
const schemaParts = `
	WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname = 'public')
	SELECT 'relation ' || relname, relkind::text FROM pg_class WHERE relnamespace IN (TABLE ours)
	UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname,
			format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attidentity::text || ' ' || coalesce(pg_get_expr(adbin,
				adrelid), '')
		FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
		WHERE relnamespace IN (TABLE ours) AND attnum > 0 AND NOT attisdropped
	UNION ALL SELECT 'constraint ' || conname || ' of ' || conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint
		WHERE connamespace IN (TABLE ours)
	UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
	UNION ALL SELECT 'function ' || oid::regprocedure, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace IN (TABLE ours)
	UNION ALL SELECT 'value ' || enumtypid::regtype || '.' || enumlabel, '' FROM pg_enum
	UNION ALL SELECT 'trigger ' || tgname || ' of ' || tgrelid::regclass, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
		WHERE NOT tgisinternal`

func schemaOf(ctx context.Context, pool *pgxpool.Pool) (map[string]string, error) {
	rows, err := pool.Query(ctx, schemaParts)
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	all, name, how := map[string]string{}, "", ""
	if _, err := pgx.ForEachRow(rows, []any{&name, &how}, func() error { all[name] = how; return nil }); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	return all, nil
}

// balanceSchema: the schema that the one version began and the other went on with is that of a new database.
func (u *upgrade) balanceSchema(ctx context.Context, l *books.Ledger) error {
	if err := u.postgres.EnsureDatabase(ctx, "fresh"); err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	if _, err := migrations.Up(ctx, u.postgres.URL("fresh")); err != nil {
		return fmt.Errorf("migrate new database: %w", err)
	}
	pool, err := pgxpool.New(ctx, u.postgres.URL("fresh"))
	if err != nil {
		return fmt.Errorf("open new database: %w", err)
	}
	defer pool.Close()
	fresh, err := schemaOf(ctx, pool)
	if err != nil {
		return err
	}
	upgraded, err := schemaOf(ctx, u.pool)
	if err != nil {
		return err
	}
	var wrong []books.Imbalance
	for _, name := range slices.Sorted(maps.Keys(fresh)) {
		if upgraded[name] != fresh[name] {
			wrong = append(wrong, books.Imbalance{What: fmt.Sprintf("%s is %q, and %q in a new database", name, upgraded[name],
				fresh[name])})
		}
		delete(upgraded, name)
	}
	for _, name := range slices.Sorted(maps.Keys(upgraded)) {
		wrong = append(wrong, books.Imbalance{What: name + " is not in a new database"})
	}
	l.Wrong("parts of the schema that are not those of a new database", wrong)
	return nil
}
