package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// riverV5 makes River's tables as of its version 5, with the job states of
// its version 4.
func riverV5(db riverPool) *goose.Migration {
	return goose.NewGoMigration(1,
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return riverUp(ctx, db, 5) }},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return riverDown(ctx, db, riverNothing) }},
	)
}
