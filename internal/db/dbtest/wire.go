package dbtest

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
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

// Counted gives another pool of so many connections on the database of pool, and what counts its traffic.
func Counted(t testing.TB, pool *pgxpool.Pool, connections int32) (*pgxpool.Pool, *Wire) {
	t.Helper()
	w := &Wire{}
	config := pool.Config()
	config.MaxConns = connections
	config.ConnConfig.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		return &countedConn{Conn: conn, wire: w}, nil
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

// encryptionRequest is the length of the message that asks for an encrypted connection.
const encryptionRequest = 8

// countedConn reads along what a client sends: https://www.postgresql.org/docs/current/protocol-message-formats.html
type countedConn struct {
	net.Conn
	wire *Wire

	mu sync.Mutex // guards all below
	// asked is set from a write until the next read.
	asked bool
	// begun is set after the first message, which has no type. Anything before the end of the start-up is not counted.
	begun, started bool
	// rest is the beginning of a message that is not there whole.
	rest []byte
}

// Write sends.
func (c *countedConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.asked = true
	c.rest = append(c.rest, b...)
	statements := c.executed()
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

// executed takes whole messages from rest, and gives how many of them execute a statement.
func (c *countedConn) executed() (statements int) {
	for {
		head := 5
		if !c.begun {
			head = 4
		}
		if len(c.rest) < head {
			return statements
		}
		length := head - 4 + int(binary.BigEndian.Uint32(c.rest[head-4:head]))
		if len(c.rest) < length {
			return statements
		}
		kind := byte(0)
		if c.begun {
			kind = c.rest[0]
		}
		// A client that would have the connection encrypted asks for that first; its start-up follows.
		c.begun = c.begun || length != encryptionRequest
		// A password is the only message of the start-up that has a type.
		c.started = c.started || kind != 0 && kind != 'p'
		if kind == 'Q' || kind == 'E' {
			statements++
		}
		c.rest = c.rest[length:]
	}
}
