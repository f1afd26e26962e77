package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// riverV8 brings River's tables to its version 8. Version 6 uses a value that
// version 4 added to an enum, which Postgres does not allow before that
// addition is committed.
func riverV8(db riverPool) *goose.Migration {
	return goose.NewGoMigration(2,
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return riverUp(ctx, db, 8) }},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return riverDown(ctx, db, 5) }},
	)
}
