package pgcount_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/speed/pgcount"
)

// What pgx asks a real server is counted by what pgx is known to send.
func TestProxyCounts(t *testing.T) {
	t.Parallel()
	p, err := pgcount.Start(dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	conn, err := pgx.Connect(t.Context(), p.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, c := range []struct {
		what string
		do   func() error
		want pgcount.Counts
	}{
		{"a simple query", func() error { _, err := conn.Exec(t.Context(), "SELECT 1"); return err },
			pgcount.Counts{RoundTrips: 1, Statements: 1}},
		{"a statement that is prepared first", func() error { _, err := conn.Exec(t.Context(), "SELECT $1::int", 1); return err },
			pgcount.Counts{RoundTrips: 2, Statements: 1, Parses: 1}},
		{"the same one again", func() error { _, err := conn.Exec(t.Context(), "SELECT $1::int", 2); return err },
			pgcount.Counts{RoundTrips: 1, Statements: 1}},
		{"a batch", func() error {
			b := &pgx.Batch{}
			for i := range 3 {
				b.Queue("SELECT $1::int", i)
			}
			return conn.SendBatch(t.Context(), b).Close()
		}, pgcount.Counts{RoundTrips: 1, Statements: 3}},
		{"a transaction", func() error {
			return pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
				_, err := tx.Exec(t.Context(), "SELECT $1::int", 3)
				return err
			})
		}, pgcount.Counts{RoundTrips: 3, Statements: 3}},
	} {
		before := p.Counts()
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if got := p.Counts().Minus(before); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.what, got, c.want)
		}
	}
	if n := p.Counts().Connections; n != 1 {
		t.Errorf("got %d connections, want 1", n)
	}
}

// Close ends what is open, and nothing is taken afterwards.
func TestProxyCloses(t *testing.T) {
	t.Parallel()
	p, err := pgcount.Start(dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), p.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	p.Close()
	if _, err := conn.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("got an answer through a proxy that is closed, want none")
	}
	if again, err := pgx.Connect(t.Context(), p.URL()); err == nil {
		_ = again.Close(t.Context())
		t.Error("got a connection from a proxy that is closed, want none")
	}
}

func TestProxyRefusesNonsense(t *testing.T) {
	t.Parallel()
	if p, err := pgcount.Start("postgres://user:%zz@host/db"); err == nil {
		p.Close()
		t.Error("got a proxy for a malformed address, want an error")
	}
}
