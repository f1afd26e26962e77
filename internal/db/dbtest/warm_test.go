package dbtest

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// backend gives the number of the process behind a connection.
func backend(t *testing.T, pool *pgxpool.Pool) int {
	t.Helper()
	return count(t, pool, "SELECT pg_backend_pid()")
}

// leaveSession runs a test that does something to its session, and gives its pool and the process behind it.
func leaveSession(t *testing.T, does func(*testing.T, *pgxpool.Pool)) (left *pgxpool.Pool, pid int) {
	t.Helper()
	t.Run("first", func(t *testing.T) {
		left = New(t)
		pid = backend(t, left)
		does(t, left)
	})
	return left, pid
}

// What a test does to its session is gone when the next test goes on with it.
func TestASessionIsAsNewForTheNextTest(t *testing.T) {
	for name, tt := range map[string]struct{ leaves, sees string }{
		"a setting":          {"SET work_mem = '123kB'", "SELECT (current_setting('work_mem') = '123kB')::int"},
		"a temporary table":  {"CREATE TEMPORARY TABLE mine (id int)", "SELECT (to_regclass('mine') IS NOT NULL)::int"},
		"a prepared plan":    {"PREPARE mine AS SELECT 1", "SELECT count(*)::int FROM pg_prepared_statements WHERE name = 'mine'"},
		"a lock":             {"SELECT pg_advisory_lock(77)", "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND objid = 77"},
		"an ear":             {"LISTEN mine", "SELECT count(*)::int FROM pg_listening_channels()"},
		"a role":             {"SET SESSION AUTHORIZATION pg_monitor", "SELECT (session_user = 'pg_monitor')::int"},
		"rows that stand by": {"SELECT nextval('river_job_id_seq')", "SELECT count(*)::int FROM river_job"},
	} {
		t.Run(name, func(t *testing.T) {
			_, pid := leaveSession(t, func(t *testing.T, pool *pgxpool.Pool) {
				if _, err := pool.Exec(t.Context(), tt.leaves); err != nil {
					t.Fatal(err)
				}
			})
			pool := New(t)
			if n := count(t, pool, tt.sees); n != 0 {
				t.Errorf("%s: got %d of it left, want none", tt.leaves, n)
			}
			if again := backend(t, pool); again != pid {
				t.Errorf("got the session %d, want that of the test before, %d", again, pid)
			}
		})
	}
}

func TestAPoolEndsWithItsTest(t *testing.T) {
	left, _ := leaveSession(t, func(*testing.T, *pgxpool.Pool) {})
	New(t)
	if err := left.Ping(t.Context()); err == nil {
		t.Error("got an answer on the pool of a test that has ended, want none")
	}
}

// A connection that a test made by itself and forgot does not see the next test's rows.
func TestWhatAnEarlierTestLeftConnectedIsCutOff(t *testing.T) {
	var stranger *pgx.Conn
	leaveSession(t, func(t *testing.T, pool *pgxpool.Pool) {
		var err error
		if stranger, err = pgx.Connect(t.Context(), pool.Config().ConnString()); err != nil {
			t.Fatal(err)
		}
	})
	New(t)
	if err := stranger.Ping(t.Context()); err == nil {
		t.Error("got an answer on a connection of a test that has ended, want none")
	}
}

// A pool that a test makes of the first one's settings, with others, has sessions that were begun with those.
func TestSettingsOfAnotherPoolHold(t *testing.T) {
	leaveSession(t, func(*testing.T, *pgxpool.Pool) {})
	config := New(t).Config()
	config.ConnConfig.RuntimeParams["work_mem"] = "321kB"
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if n := count(t, pool, "SELECT (current_setting('work_mem') = '321kB')::int"); n != 1 {
		t.Error("got a session without the pool's settings, want one with them")
	}
}

// A statement on a session of the test before is cancelled as on any other.
func TestAResumedSessionIsCancelled(t *testing.T) {
	_, pid := leaveSession(t, func(*testing.T, *pgxpool.Pool) {})
	conn, err := New(t).Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if got := int(conn.Conn().PgConn().PID()); got != pid {
		t.Fatalf("got the session %d, want that of the test before, %d", got, pid)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			_ = conn.Conn().PgConn().CancelRequest(ctx)
		}
	}()
	_, err = conn.Exec(context.Background(), "SELECT pg_sleep(600)")
	if refused, ok := errors.AsType[*pgconn.PgError](err); !ok || refused.Code != "57014" {
		t.Errorf("got %v, want the statement cancelled", err)
	}
}
