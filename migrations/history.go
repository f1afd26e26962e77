package migrations

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/iiq-approvals/bot/internal/postgres"
)

// ErrUnknownVersion says that there is no migration of the number asked for.
var ErrUnknownVersion = errors.New("no such migration")

// Applied is a migration that was just run, up or down.
type Applied struct {
	Version  int64
	Name     string // the file's name
	Duration time.Duration
}

// ErrAddress says that a database address cannot be read. The address is a
// secret, and the parser's own words may repeat it.
var ErrAddress = errors.New("database address is neither a postgres:// URL nor a list of key=value")

// Up brings the database to the newest schema and gives what was run, nothing
// when there was nothing to do. A database that cannot be migrated gives a
// [*postgres.Unmet]. It waits up to five minutes while another
// process migrates. After an error, the migrations before the failed one are
// in place and among the result.
func Up(ctx context.Context, databaseURL string) ([]Applied, error) {
	return run(ctx, databaseURL, func(p *goose.Provider) ([]*goose.MigrationResult, error) {
		return p.Up(ctx)
	})
}

// Down undoes the latest migration, or nothing when there is none. A schema
// that is newer than this binary gives [ErrUnknownVersion].
func Down(ctx context.Context, databaseURL string) ([]Applied, error) {
	return run(ctx, databaseURL, func(p *goose.Provider) ([]*goose.MigrationResult, error) {
		result, err := p.Down(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil, nil
		}
		if result == nil {
			return nil, err
		}
		return []*goose.MigrationResult{result}, err
	})
}

// DownTo undoes all migrations after the given one, the latest first; 0 undoes
// all. A version that is no migration gives [ErrUnknownVersion], and so does a
// schema that is newer than this binary.
func DownTo(ctx context.Context, databaseURL string, version int64) ([]Applied, error) {
	return run(ctx, databaseURL, func(p *goose.Provider) ([]*goose.MigrationResult, error) {
		known := slices.ContainsFunc(p.ListSources(), func(s *goose.Source) bool { return s.Version == version })
		if version != 0 && !known {
			return nil, fmt.Errorf("go down to %d: %w", version, ErrUnknownVersion)
		}
		return p.DownTo(ctx, version)
	})
}

// run opens the database for one change of the schema.
func run(ctx context.Context, databaseURL string, change func(*goose.Provider) ([]*goose.MigrationResult, error)) ([]Applied, error) {
	config, err := configured(databaseURL)
	if err != nil {
		return nil, err
	}
	db, err := postgres.NewWriters().Open(ctx, config, connections, 0)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := postgres.Check(ctx, db, postgres.ToMigrate, Pending); err != nil {
		return nil, fmt.Errorf("look at the database: %w", err)
	}
	conns := stdlib.OpenDBFromPool(db)
	defer conns.Close()
	// Asked for every second; left to itself the lock is asked for every five.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return nil, fmt.Errorf("prepare migration lock: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, conns, files,
		goose.WithGoMigrations(goMigrations(db)...), goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	results, err := change(provider)
	return report(results, err)
}

// connections of one change of the schema: one holds the lock, one is goose's, two are River's.
const connections = 4

// configured reads the address. Sessions are in UTC, since goose stamps its rows without a zone.
func configured(databaseURL string) (*pgxpool.Config, error) {
	config, err := postgres.Config(databaseURL, "iiq-approvals-migrate")
	if err != nil {
		return nil, ErrAddress
	}
	return config, nil
}

// report puts what was run into our own words, also what was run before an error.
func report(results []*goose.MigrationResult, err error) ([]Applied, error) {
	var partial *goose.PartialError
	switch {
	case errors.As(err, &partial):
		results = partial.Applied
		err = fmt.Errorf("run migration %s: %w", path.Base(partial.Failed.Source.Path), partial.Err)
	case errors.Is(err, goose.ErrVersionNotFound):
		err = fmt.Errorf("%w: the database has a newer schema than this binary knows: %w", ErrUnknownVersion, err)
	case err != nil:
		err = fmt.Errorf("change schema: %w", err)
	}
	var applied []Applied
	for _, result := range results {
		applied = append(applied, Applied{
			Version: result.Source.Version, Name: path.Base(result.Source.Path), Duration: result.Duration,
		})
	}
	return applied, err
}
