package dbtest

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/speed/pgcount"
)

// Traffic is what went over the wire to Postgres.
type Traffic struct {
	// Trips are how often the client had sent something and then waited for an answer.
	Trips int
	// Statements are those that were executed, BEGIN, COMMIT and pings among them. One that is only described is none.
	Statements int
}

func (t Traffic) String() string {
	return fmt.Sprintf("%d statements in %d trips", t.Statements, t.Trips)
}

// Wire counts what the connections of a pool send. The counting starts after the start-up of each connection.
type Wire struct {
	mu  sync.Mutex
	now Traffic
}

// Counted gives another pool of so many connections on the database of pool, and what counts its traffic. changes change its settings.
func Counted(t testing.TB, pool *pgxpool.Pool, connections int32, changes ...func(*pgxpool.Config)) (*pgxpool.Pool, *Wire) {
	t.Helper()
	w := &Wire{}
	config := pool.Config()
	for _, change := range changes {
		change(config)
	}
	config.MaxConns = connections
	config.ConnConfig.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		c := &countedConn{Conn: conn, wire: w}
		c.messages.Note = c.note
		return c, nil
	}
	// Whether a connection that rested is pinged depends on how busy the machine is.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	counted, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatalf("dbtest: open database: %v", err)
	}
	t.Cleanup(func() { closePool(t, counted) })
	return counted, w
}

// Taken gives what was counted since the last call.
func (w *Wire) Taken() Traffic {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.now
	w.now = Traffic{}
	return taken
}

func (w *Wire) add(trips, statements int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Trips += trips
	w.now.Statements += statements
}

// countedConn reads along what a client sends.
type countedConn struct {
	net.Conn
	wire *Wire

	mu sync.Mutex // guards all below
	// asked is set from a write until the next read.
	asked bool
	// started is set by the first message after the start-up. Anything before is not counted.
	started    bool
	messages   pgcount.Messages
	statements int
}

// Write sends.
func (c *countedConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.asked = true
	_, _ = c.messages.Write(b)
	statements := c.statements
	c.statements = 0
	c.mu.Unlock()
	c.wire.add(0, statements)
	return c.Conn.Write(b)
}

// Read waits for an answer where something was sent before.
func (c *countedConn) Read(b []byte) (int, error) {
	c.mu.Lock()
	waits := c.asked && c.started
	c.asked = false
	c.mu.Unlock()
	if waits {
		c.wire.add(1, 0)
	}
	return c.Conn.Read(b)
}

func (c *countedConn) note(kind byte) {
	// A password belongs to the start-up.
	c.started = c.started || kind != 'p'
	if kind == 'Q' || kind == 'E' {
		c.statements++
	}
}
