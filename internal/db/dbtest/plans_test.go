package dbtest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"
)

// planned gives how often Postgres has run a statement with a plan that it kept for it, since it was prepared.
func planned(t *testing.T, pool *pgxpool.Pool, sql string) int {
	t.Helper()
	return count(t, pool, `SELECT coalesce(max(generic_plans), 0)::int FROM pg_prepared_statements
		WHERE statement = $1 AND name LIKE 'stmtcache%'`, sql)
}

const asked = "SELECT count(*)::int FROM work_items WHERE id = $1"

func TestAStatementIsPlannedOnceForAllTests(t *testing.T) {
	_, pid := leaveSession(t, func(t *testing.T, pool *pgxpool.Pool) { count(t, pool, asked, "1") })
	pool := New(t)
	if before := planned(t, pool, asked); backend(t, pool) != pid || before == 0 {
		t.Fatalf("got a plan that ran %d times in the session %d, want one that ran in %d", before, backend(t, pool), pid)
	}
	before := planned(t, pool, asked)
	if n := count(t, pool, asked, "1"); n != 0 || planned(t, pool, asked) != before+1 {
		t.Errorf("got %d, and the plan ran %d times, want 0 and %d", n, planned(t, pool, asked), before+1)
	}
}

// A statement that is prepared already does what it does where it is not.
func TestAKeptStatementIsLikeAnyOther(t *testing.T) {
	for name, does := range map[string]func(*testing.T, *pgxpool.Pool){
		"after a change of the table": func(t *testing.T, pool *pgxpool.Pool) {
			execOn(t, pool, "ALTER TABLE work_items DROP COLUMN id CASCADE")
			if code := refusal(pool.QueryRow(t.Context(), asked, "1").Scan(new(int))); code != "42703" {
				t.Errorf("got %q, want the column unknown", code)
			}
		},
		"after all were dropped": func(t *testing.T, pool *pgxpool.Pool) {
			execOn(t, pool, "deallocate all")
			count(t, pool, asked, "1")
		},
		"after this one was dropped": func(t *testing.T, pool *pgxpool.Pool) {
			conn, err := pool.Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Release()
			if err := conn.Conn().PgConn().Deallocate(t.Context(), pgxName([]byte(asked))); err != nil {
				t.Fatal(err)
			}
			if err := conn.QueryRow(t.Context(), asked, "1").Scan(new(int)); err != nil {
				t.Error(err)
			}
		},
		"in a transaction that has failed": func(t *testing.T, pool *pgxpool.Pool) {
			tx, err := pool.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback(context.Background()) }()
			_, _ = tx.Exec(t.Context(), "SELECT 1/0")
			if code := refusal(tx.QueryRow(t.Context(), asked, "1").Scan(new(int))); code != "25P02" {
				t.Errorf("got %q, want the transaction aborted", code)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			leaveSession(t, func(t *testing.T, pool *pgxpool.Pool) { count(t, pool, asked, "1") })
			does(t, New(t))
		})
	}
}

func execOn(t *testing.T, pool *pgxpool.Pool, sql string) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func refusal(err error) string {
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refused.Code
	}
	return ""
}

func frame(kind byte, body ...string) []byte {
	text := []byte{}
	for _, part := range body {
		text = append(text, part...)
	}
	return append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(text)+4)), text...)
}

// In whatever pieces it comes, the server hears all but the statements that it has.
func TestOnlyKnownStatementsAreKeptFromTheServer(t *testing.T) {
	t.Parallel()
	const sql = "SELECT 1"
	name := pgxName([]byte(sql))
	parse := frame('P', name, "\x00", sql, "\x00\x00\x00")
	messages := []struct{ said, heard []byte }{
		{parse, nothing()},
		{frame('P', name, "\x00SELECT 2\x00\x00\x00"), nil},
		{frame('P', name, "\x00", sql, "\x00\x00\x01\x00\x00\x00\x17"), nil},
		{frame('P', "mine\x00SELECT 1\x00\x00\x00"), nil},
		{frame('D', "S", name, "\x00"), nil},
		{frame('S'), nil},
		{frame('Q', "BEGIN\x00"), nil},
		{frame('C', "P", name, "\x00"), nil},
	}
	rapid.Check(t, func(t *rapid.T) {
		var said, want, got []byte
		for _, i := range rapid.SliceOf(rapid.IntRange(0, len(messages)-1)).Draw(t, "messages") {
			said = append(said, messages[i].said...)
			if messages[i].heard == nil {
				want = append(want, messages[i].said...)
			} else {
				want = append(want, messages[i].heard...)
			}
		}
		// Once it is closed, it is prepared anew.
		said = append(append(said, frame('C', "S", name, "\x00")...), parse...)
		want = append(append(want, frame('C', "S", name, "\x00")...), parse...)
		k := plans{names: map[string]bool{name: true}}
		for len(said) > 0 {
			n := rapid.IntRange(1, len(said)).Draw(t, "piece")
			got = append(got, k.pass(said[:n])...)
			said = said[n:]
		}
		if !bytes.Equal(got, want) || len(k.rest) != 0 {
			t.Errorf("got %q with %q left, want %q", got, k.rest, want)
		}
	})
}
