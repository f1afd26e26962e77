package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// askAfter is how long a connection may have been idle before it is asked on use whether it still writes. A restart of
	// Postgres takes longer, and so costs nobody a click.
	askAfter = 100 * time.Millisecond
	// releasedWithin is how long a transaction of ours may take to give its connection back. What is held longer waits for
	// notifications.
	releasedWithin = 5 * time.Second
	// readOnlyCode is the SQLSTATE of a statement that would have written where nothing can be.
	// https://www.postgresql.org/docs/current/errcodes-appendix.html
	readOnlyCode = "25006"
)

// Writers opens pools whose connections can write. A connection to a server that is read-only is not made; of several hosts in
// the address the one that can be written to is taken, whatever target_session_attrs says. As soon as a connection is seen to
// be read-only, those of all its pools are made anew, so that none is left with a server that is the primary no more.
type Writers struct {
	mu       sync.Mutex
	pools    []*pgxpool.Pool
	lines    map[*line]time.Time
	clearing bool
	seen     time.Time
	// asking and within are askAfter and releasedWithin.
	asking, within time.Duration
}

// NewWriters makes a Writers without pools.
func NewWriters() *Writers {
	return &Writers{lines: map[*line]time.Time{}, asking: askAfter, within: releasedWithin}
}

// Open makes a pool of up to size connections, spare of which are ready before anybody asks. It does not need an answer of
// Postgres yet. Where nothing can be written, asking the pool for a connection gives an error that wraps an [*Unmet].
func (w *Writers) Open(ctx context.Context, config *pgxpool.Config, size, spare int32) (*pgxpool.Pool, error) {
	config.MaxConns, config.MinIdleConns = size, spare
	config.ConnConfig.AfterNetConnect = w.keep
	config.ConnConfig.ValidateConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		// Such a host is passed over, and says nothing about connections to others.
		unmet, err := greet(ctx, conn)
		if err == nil && unmet != nil {
			return unmet
		}
		return err
	}
	config.ShouldPing = func(ctx context.Context, p pgxpool.ShouldPingParams) bool {
		if p.IdleDuration <= w.asking || ctx.Value(trusting{}) != nil {
			return false
		}
		// The question stands in the place of a ping, and costs no more. The pool drops a connection that cannot be pinged.
		unmet, err := askReadOnly(ctx, p.Conn.PgConn(), readOnlyQuery)
		if unmet != nil {
			w.sighted()
			_ = p.Conn.Close(ctx)
		}
		return unmet != nil || err != nil
	}
	closes := config.ConnConfig.OnPgError
	config.ConnConfig.OnPgError = func(conn *pgconn.PgConn, err *pgconn.PgError) bool {
		if err.Code == readOnlyCode {
			w.sighted()
			return false
		}
		return closes == nil || closes(conn, err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pools = append(w.pools, pool)
	return pool, nil
}

// trusting is the key of a context that Trusting made.
type trusting struct{}

// Trusting gives a context with which a pool does not ask a connection that has rested whether it still writes. It is for whoever
// begins with what a read-only server refuses, and tries once more without it where the connection was of no use.
func Trusting(ctx context.Context) context.Context { return context.WithValue(ctx, trusting{}, true) }

// sighted makes all connections anew that were made before now: idle ones at once, those at work when they are given back. What
// is held longer than a transaction takes is cut off; it waits for notifications of a server that sends none.
func (w *Writers) sighted() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = time.Now()
	if !w.clearing {
		w.clear()
	}
}

// clear needs mu to be held. It runs once in a while however often a read-only server is seen.
func (w *Writers) clear() {
	w.clearing = true
	began := w.seen
	for _, p := range w.pools {
		p.Reset()
	}
	time.AfterFunc(w.within, func() {
		w.cut(began)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.clearing = false
		if w.seen.After(began) {
			w.clear()
		}
	})
}

// cut closes what is still open of before a moment.
func (w *Writers) cut(before time.Time) {
	var old []*line
	w.mu.Lock()
	for l, made := range w.lines {
		if made.Before(before) {
			old = append(old, l)
		}
	}
	w.mu.Unlock()
	for _, l := range old {
		_ = l.Close()
	}
}

// keep notes a new connection until it is closed.
func (w *Writers) keep(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
	l := &line{Conn: conn, writers: w}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines[l] = time.Now()
	return l, nil
}

// line is a connection on the network.
type line struct {
	net.Conn
	writers *Writers
}

// Close closes the connection, and forgets it.
func (l *line) Close() error {
	l.writers.mu.Lock()
	delete(l.writers.lines, l)
	l.writers.mu.Unlock()
	return l.Conn.Close()
}

// InWords gives the need that an error comes of, nil when it comes of none. It knows a statement that would have written where
// nothing can be, too.
func InWords(err error) *Unmet {
	var unmet *Unmet
	var answer *pgconn.PgError
	switch {
	case errors.As(err, &unmet):
		return unmet
	case errors.As(err, &answer) && answer.Code == readOnlyCode:
		return readWrite(Facts{ReadOnly: true})
	}
	return nil
}
