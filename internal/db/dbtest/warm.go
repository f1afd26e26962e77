package dbtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A new session of Postgres reads the catalogue for each table that it meets, and one for each connection of each test was most
// of what the tests cost. So the sessions of a pool outlive its test, as new but for what they know, and those of the next
// test on the database go on with them. They know the catalogue, and the plans of statements (plans.go). No more is shared: each
// test has a pool and connections of its own, and what an earlier test left running has a closed pool.

// pool gives a test a pool on the database and takes its sessions back after the test.
func (d *database) pool(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		t.Fatalf("dbtest: %v", errAddress)
	}
	config.BeforeConnect = func(_ context.Context, c *pgx.ConnConfig) error {
		d.resume(&c.Config)
		return nil
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatalf("dbtest: open database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		for _, idle := range pool.AcquireAllIdle(ctx) {
			d.keep(ctx, idle.Hijack())
		}
		closePool(t, pool)
	})
	return pool
}

// connect gives the connection for the orders of this package, which no test gets. Neither triggers nor foreign keys are asked on
// it: rows go that nobody else may remove. That is said once, since Postgres drops all plans of a session where it changes.
func (d *database) connect(ctx context.Context, address string) (*pgx.Conn, error) {
	if d.inner != nil {
		return d.inner, nil
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errAddress
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if _, err := conn.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return nil, errors.Join(fmt.Errorf("switch triggers off: %w", err), conn.Close(ctx))
	}
	d.inner = conn
	return conn, nil
}

// keep makes the session of a connection as new, and closes one that cannot be: a broken one, or one with encryption, which
// belongs to its connection.
func (d *database) keep(ctx context.Context, conn *pgx.Conn) {
	kept, err := hijack(ctx, conn)
	if err != nil {
		_ = conn.Close(ctx)
		return
	}
	if again, ok := kept.Conn.(*resumed); ok {
		kept.Conn = again.Conn
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sessions = append(d.sessions, kept)
}

// session is one that is kept for another test.
type session struct {
	*pgconn.HijackedConn
	plans plans
}

// asNew is DISCARD ALL without DISCARD PLANS and DEALLOCATE ALL, for statements, triggers and functions would be planned anew for
// each test. A plan is no state: Postgres drops it when anything that it stands on changes. What a test has prepared itself goes,
// by readPlans. https://www.postgresql.org/docs/current/sql-discard.html
const asNew = `CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;
	SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; SELECT name, from_sql FROM pg_prepared_statements`

var errEncrypted = errors.New("an encrypted session belongs to its connection")

func hijack(ctx context.Context, conn *pgx.Conn) (*session, error) {
	if conn.Config().TLSConfig != nil || len(conn.Config().Fallbacks) > 0 {
		return nil, errEncrypted
	}
	answers, err := conn.PgConn().Exec(ctx, asNew).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("make session as new: %w", err)
	}
	kept, err := readPlans(ctx, conn, answers[len(answers)-1].Rows)
	if err != nil {
		return nil, err
	}
	if err := conn.PgConn().SyncConn(ctx); err != nil {
		return nil, fmt.Errorf("wait for session: %w", err)
	}
	hijacked, err := conn.PgConn().Hijack()
	if err != nil {
		return nil, fmt.Errorf("take session from its connection: %w", err)
	}
	return &session{HijackedConn: hijacked, plans: kept}, nil
}

// resume lets a connection that is about to be made go on with a kept session where there is one that was begun as it asks: a
// test may make another pool of the first one's settings, and change them.
func (d *database) resume(c *pgconn.Config) {
	dial := c.DialFunc
	var dialed atomic.Bool
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		// The connection dials once more for each statement that it cancels.
		if !dialed.Swap(true) {
			if kept, ok := d.take(c); ok {
				return greet(kept)
			}
		}
		return dial(ctx, network, address)
	}
}

// take gives a session that was begun as the settings ask. None have the settings of another database.
func (d *database) take(c *pgconn.Config) (*session, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := len(d.sessions) - 1
	if last < 0 || !alike(c, d.sessions[last].Config) {
		return nil, false
	}
	kept := d.sessions[last]
	d.sessions = d.sessions[:last]
	return kept, true
}

func alike(a, b *pgconn.Config) bool {
	return a.Host == b.Host && a.Port == b.Port && a.User == b.User && a.Password == b.Password && a.Database == b.Database &&
		maps.Equal(a.RuntimeParams, b.RuntimeParams)
}

// chill ends the sessions that are kept.
func (d *database) chill() {
	if d.inner != nil {
		_ = d.inner.PgConn().Close(context.Background())
		d.inner = nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, kept := range d.sessions {
		_ = kept.Conn.Close()
	}
	d.sessions = nil
}

// resumed is a session to which a new connection speaks: what the client says first is not passed on, and is answered as
// Postgres does when it lets a client in.
type resumed struct {
	net.Conn
	introduced bool
	greeting   []byte
	plans      plans
}

func greet(kept *session) (net.Conn, error) {
	said := []pgproto3.BackendMessage{&pgproto3.AuthenticationOk{}}
	for name, value := range kept.ParameterStatuses {
		said = append(said, &pgproto3.ParameterStatus{Name: name, Value: value})
	}
	said = append(said, &pgproto3.BackendKeyData{ProcessID: kept.PID, SecretKey: kept.SecretKey},
		&pgproto3.ReadyForQuery{TxStatus: kept.TxStatus})
	r := &resumed{Conn: kept.Conn, plans: kept.plans}
	for _, message := range said {
		var err error
		if r.greeting, err = message.Encode(r.greeting); err != nil {
			return nil, fmt.Errorf("greet client: %w", err)
		}
	}
	return r, nil
}

func (r *resumed) Write(p []byte) (int, error) {
	if !r.introduced {
		r.introduced = true
		return len(p), nil
	}
	if heard := r.plans.pass(p); len(heard) > 0 {
		if _, err := r.Conn.Write(heard); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (r *resumed) Read(p []byte) (int, error) {
	if len(r.greeting) > 0 {
		n := copy(p, r.greeting)
		r.greeting = r.greeting[n:]
		return n, nil
	}
	return r.Conn.Read(p)
}
