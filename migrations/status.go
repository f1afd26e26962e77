package migrations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pressly/goose/v3"

	"github.com/iiq-approvals/bot/internal/postgres"
)

// State is one migration and whether the database has it.
type State struct {
	Version   int64
	Name      string    // the file's name; "" for one that this binary does not know
	AppliedAt time.Time // by Postgres's clock; zero when it is not applied
}

// Applied says whether the database has the migration.
func (s State) Applied() bool { return !s.AppliedAt.IsZero() }

// Status gives all migrations by number, those included that only the
// database knows. It reads and changes nothing.
func Status(ctx context.Context, databaseURL string) ([]State, error) {
	config, err := configured(databaseURL)
	if err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, config, connections)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	states, err := known()
	if err != nil {
		return nil, err
	}
	applied, err := recorded(ctx, db)
	if err != nil {
		return nil, err
	}
	for i := range states {
		states[i].AppliedAt = applied[states[i].Version]
		delete(applied, states[i].Version)
	}
	for version, at := range applied {
		states = append(states, State{Version: version, AppliedAt: at})
	}
	slices.SortFunc(states, func(a, b State) int { return cmp.Compare(a.Version, b.Version) })
	return states, nil
}

// Pending gives the newest migration that the database has (0 for none) and
// the newest that this binary knows. The database is behind when current is
// less than wanted; more is fine. It reads and changes nothing.
func Pending(ctx context.Context, db *pgxpool.Pool) (current, wanted int64, err error) {
	states, err := known()
	if err != nil {
		return 0, 0, err
	}
	applied, err := recorded(ctx, db)
	if err != nil {
		return 0, 0, err
	}
	for version := range applied {
		current = max(current, version)
	}
	return current, states[len(states)-1].Version, nil
}

// known lists the migrations of this binary by number.
func known() ([]State, error) {
	var states []State
	names, err := fs.Glob(files, "0*")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, fmt.Errorf("list migrations: %s: %w", name, err)
		}
		states = append(states, State{Version: version, Name: name})
	}
	if len(states) == 0 {
		return nil, errors.New("list migrations: none are built in")
	}
	slices.SortFunc(states, func(a, b State) int { return cmp.Compare(a.Version, b.Version) })
	return states, nil
}

// recorded gives the migrations that the database has, and since when. goose
// removes the row of a migration that is undone, and keeps one of version 0.
func recorded(ctx context.Context, db *pgxpool.Pool) (map[int64]time.Time, error) {
	applied := map[int64]time.Time{}
	var exists bool
	// A pooler may stand in between, so nothing is prepared.
	const unprepared = pgx.QueryExecModeExec
	err := db.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", unprepared, goose.DefaultTablename).Scan(&exists)
	if err != nil {
		return nil, fmt.Errorf("look for table of migrations: %w", err)
	}
	if !exists {
		return applied, nil
	}
	rows, err := db.Query(ctx, "SELECT version_id, tstamp FROM "+goose.DefaultTablename+" WHERE is_applied AND version_id > 0", unprepared)
	if err != nil {
		return nil, fmt.Errorf("read table of migrations: %w", err)
	}
	var version int64
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&version, &at}, func() error {
		applied[version] = at
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read table of migrations: %w", err)
	}
	return applied, nil
}
