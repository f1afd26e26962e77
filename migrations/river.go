package migrations

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// riverPool is where River's migrations run. They run beside goose's own
// transaction, since River commits after each of its steps. Each of them does
// nothing when it was done already, so a migration that was cut off between
// River's record and goose's is simply run again.
type riverPool = *pgxpool.Pool

// riverNothing is River's word for the version before the first.
const riverNothing = -1

func riverMigrator(db riverPool) (*rivermigrate.Migrator[pgx.Tx], error) {
	migrator, err := rivermigrate.New(riverpgxv5.New(db), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("load River's migrations: %w", err)
	}
	return migrator, nil
}

// riverBundle gives all the migrations that this version of River brings.
func riverBundle() ([]rivermigrate.Migration, error) {
	migrator, err := riverMigrator(nil)
	if err != nil {
		return nil, err
	}
	return migrator.AllVersions(), nil
}

func riverUp(ctx context.Context, db riverPool, version int) error {
	return riverMigrate(ctx, db, rivermigrate.DirectionUp, version)
}

func riverDown(ctx context.Context, db riverPool, version int) error {
	return riverMigrate(ctx, db, rivermigrate.DirectionDown, version)
}

func riverMigrate(ctx context.Context, db riverPool, direction rivermigrate.Direction, version int) error {
	migrator, err := riverMigrator(db)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, direction, &rivermigrate.MigrateOpts{TargetVersion: version}); err != nil {
		return fmt.Errorf("migrate River's tables %s to version %d: %w", direction, version, err)
	}
	return nil
}
