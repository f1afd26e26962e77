package migrations_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/migrations"
)

func up(t *testing.T, address string) []migrations.Applied {
	t.Helper()
	applied, err := migrations.Up(t.Context(), address)
	if err != nil {
		t.Fatalf("up: %v", err)
	}
	return applied
}

func status(t *testing.T, address string) []migrations.State {
	t.Helper()
	states, err := migrations.Status(t.Context(), address)
	if err != nil {
		t.Fatalf("status: %v", err)
	}
	return states
}

func pending(t *testing.T, pool *pgxpool.Pool) (current, wanted int64) {
	t.Helper()
	current, wanted, err := migrations.Pending(t.Context(), pool)
	if err != nil {
		t.Fatalf("pending: %v", err)
	}
	return current, wanted
}

// things names all that the schema holds: relations, columns, constraints,
// functions and types.
func things(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), `
		WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname = 'public')
		SELECT 'relation ' || relname FROM pg_class WHERE relnamespace IN (TABLE ours)
		UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || atttypid::regtype || ' ' || attnotnull
			FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
			WHERE relnamespace IN (TABLE ours) AND attnum > 0 AND NOT attisdropped
		UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace IN (TABLE ours)
		UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace IN (TABLE ours)
		UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace IN (TABLE ours)
		UNION ALL SELECT 'value ' || enumtypid::regtype || '.' || enumlabel FROM pg_enum
		UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		// goose's own table stays when all is undone.
		if !strings.Contains(name, "goose_db_version") {
			all = append(all, name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestUpDownUpAgain(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptyURL(t)
	pool := dbtest.Open(t, address)
	total := len(status(t, address))
	if current, _ := pending(t, pool); current != 0 {
		t.Fatalf("an empty database is at %d, want 0", current)
	}
	if before := things(t, pool); len(before) != 0 {
		t.Fatalf("looking at the status made %v, want a length of 0", before)
	}
	if applied := up(t, address); len(applied) != total || applied[0].Name != "00001_river_v5.go" {
		t.Fatalf(`up ran %v, want a length of %v and Name "00001_river_v5.go"`, applied, total)
	}
	if current, wanted := pending(t, pool); current != wanted {
		t.Errorf("after up the database is at %d of %d", current, wanted)
	}
	if applied := up(t, address); len(applied) != 0 {
		t.Errorf("second up ran %v, want a length of 0", applied)
	}
	full := things(t, pool)
	if undone, err := migrations.DownTo(t.Context(), address, 0); err != nil || len(undone) != total {
		t.Fatalf("down to 0 ran %v: %v, want a length of %v", undone, err, total)
	}
	if left := things(t, pool); len(left) != 0 {
		t.Errorf("all undone, and left: %v, want a length of 0", left)
	}
	up(t, address)
	if again := things(t, pool); !slices.Equal(again, full) {
		t.Errorf("up again made another schema:\n%v\n%v", full, again)
	}
}

// Each migration is undone to exactly what was there before it.
func TestEachStepDownAndUp(t *testing.T) {
	patience.Long(t)
	t.Parallel()
	address := dbtest.EmptyURL(t)
	pool := dbtest.Open(t, address)
	up(t, address)
	states := status(t, address)
	after := map[int64][]string{0: nil}
	for i := len(states) - 1; i >= 0; i-- {
		after[states[i].Version] = things(t, pool)
		undone, err := migrations.Down(t.Context(), address)
		if err != nil || len(undone) != 1 || undone[0].Version != states[i].Version {
			t.Fatalf("down from %d ran %v: %v, want a length of 1 and Version %v", states[i].Version, undone, err, states[i].Version)
		}
	}
	if undone, err := migrations.Down(t.Context(), address); err != nil || len(undone) != 0 {
		t.Errorf("down from nothing ran %v: %v, want a length of 0", undone, err)
	}
	up(t, address)
	for i := len(states) - 1; i > 0; i-- {
		target := states[i-1].Version
		if undone, err := migrations.DownTo(t.Context(), address, target); err != nil || len(undone) != 1 {
			t.Fatalf("down to %d ran %v: %v, want a length of 1", target, undone, err)
		}
		if got := things(t, pool); !slices.Equal(got, after[target]) {
			t.Errorf("down to %d: the schema differs from the one before, want got %v", target, after[target])
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptyURL(t)
	for _, state := range status(t, address) {
		if state.Applied() || state.Name == "" {
			t.Errorf(`in an empty database: %+v, want Applied false and Name other than ""`, state)
		}
	}
	up(t, address)
	var now = dbtest.Open(t, address)
	for _, state := range status(t, address) {
		var lately bool
		err := now.QueryRow(t.Context(), "SELECT $1::timestamptz BETWEEN now() - interval '1 hour' AND now()", state.AppliedAt).Scan(&lately)
		if err != nil || !state.Applied() || !lately {
			t.Errorf("after up: %+v, %v, want Applied true and lately true", state, err)
		}
	}
	states := status(t, address)
	latest := states[len(states)-1].Version
	if _, err := migrations.Down(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	current, wanted := pending(t, now)
	if wanted != latest || current != states[len(states)-2].Version {
		t.Errorf("after one step down the database is at %d of %d", current, wanted)
	}
}

func TestNewerSchemaIsAcceptedAndNotUndone(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	pool := dbtest.Open(t, address)
	_, err := pool.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9001, true)")
	if err != nil {
		t.Fatal(err)
	}
	if current, wanted := pending(t, pool); current != 9001 || wanted >= current {
		t.Errorf("the database is at %d of %d", current, wanted)
	}
	states := status(t, address)
	if last := states[len(states)-1]; last.Version != 9001 || last.Name != "" || !last.Applied() {
		t.Errorf(`status ends with %+v, want Version 9001, Name "" and Applied true`, last)
	}
	if applied := up(t, address); len(applied) != 0 {
		t.Errorf("up ran %v, want a length of 0", applied)
	}
	before := things(t, pool)
	if undone, err := migrations.Down(t.Context(), address); !errors.Is(err, migrations.ErrUnknownVersion) || len(undone) != 0 {
		t.Errorf("down ran %v: %v, want err %v and a length of 0", undone, err, migrations.ErrUnknownVersion)
	}
	if undone, err := migrations.DownTo(t.Context(), address, 1); !errors.Is(err, migrations.ErrUnknownVersion) || len(undone) != 0 {
		t.Errorf("down to 1 ran %v: %v, want err %v and a length of 0", undone, err, migrations.ErrUnknownVersion)
	}
	if !slices.Equal(things(t, pool), before) {
		t.Error("the schema was changed")
	}
}

func TestDownToUnknownVersion(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	for _, version := range []int64{-1, 777, 9001} {
		if undone, err := migrations.DownTo(t.Context(), address, version); !errors.Is(err, migrations.ErrUnknownVersion) ||
			len(undone) != 0 {
			t.Errorf("down to %d ran %v: %v, want err %v and a length of 0", version, undone, err, migrations.ErrUnknownVersion)
		}
	}
}

func TestSeveralAtOnce(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptyURL(t)
	total := len(status(t, address))
	var group sync.WaitGroup
	ran := make(chan int, 3)
	for range cap(ran) {
		group.Go(func() {
			applied, err := migrations.Up(context.Background(), address)
			if err != nil {
				t.Errorf("up: %v", err)
			}
			ran <- len(applied)
		})
	}
	group.Wait()
	close(ran)
	sum := 0
	for n := range ran {
		sum += n
	}
	if sum != total {
		t.Errorf("%d migrations were run, want %d", sum, total)
	}
}

// A process that died between River's record of a migration and goose's.
func TestRiverStepIsRunAgain(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptyURL(t)
	pool := dbtest.Open(t, address)
	river, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := river.Migrate(t.Context(), rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: 5}); err != nil {
		t.Fatal(err)
	}
	up(t, address)
	if checked, err := river.Validate(t.Context(), nil); err != nil || !checked.OK {
		t.Errorf("River says %+v, %v, want OK true", checked, err)
	}
}

// An upgrade of River that brings a new migration needs one of ours.
func TestRiverIsAtItsNewest(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	river, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := river.Validate(t.Context(), nil)
	if err != nil || !checked.OK {
		t.Fatalf("River wants more than our migrations give: %+v, %v", checked, err)
	}
}

func TestWrongAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"postgres://u:hush@127.0.0.1:1/x", "::: hush"} {
		_, err := migrations.Up(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf(`%q: error %v, want an error and Error without "hush"`, address, err)
		}
	}
}

func TestFingerprintIsStable(t *testing.T) {
	t.Parallel()
	first, err := migrations.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	second, err := migrations.Fingerprint()
	if err != nil || first != second || len(first) != 64 {
		t.Errorf("%s and %s: %v, want first %v and a length of 64", first, second, err, second)
	}
}
