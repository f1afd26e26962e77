package dbtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A database of a test goes one of these ways. Making one costs a quarter of a second, setting one back a tenth of that, and
// a tenth again where sessions of the test before are kept.
//
//	template ──copy──► in use ──end of test──► spare ──next test: (new name,) rows set back──► in use
//	                                             └── its schema was changed, or it fails ──► dropped
//
// It gets a name that no test had before, so that whatever an earlier test left running finds nothing, unless no more than the
// pool of that test knew it.

// database is one that tests use one after the other.
type database struct {
	name string
	// known is true when more than a pool may know the name.
	known bool
	// catalogue is what catalogueQuery gave when the schema was last compared; "" before.
	catalogue string

	mu sync.Mutex // guards sessions
	// sessions are those that a test's pool has left.
	sessions []*pgconn.HijackedConn
}

// use gives a test the address of a migrated database of its own, a new one or one that an earlier test of this process has
// used.
func (s *testServer) use(t testing.TB, template string) string {
	t.Helper()
	_, address := s.lend(t, template, true)
	return address
}

// usePool is use for a test that needs no address.
func (s *testServer) usePool(t testing.TB, template string) *pgxpool.Pool {
	t.Helper()
	d, address := s.lend(t, template, false)
	return d.pool(t, address)
}

func (s *testServer) lend(t testing.TB, template string, known bool) (d *database, address string) {
	t.Helper()
	d, err := s.reuse(t.Context(), known)
	if err == nil && d == nil {
		d = &database{name: s.newName()}
		err = s.create(t.Context(), d.name, template)
		if err == nil {
			err = s.learn(t.Context(), d)
		}
	}
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	if d.known = known; known {
		d.chill()
	}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.spares = append(s.spares, d)
	})
	address, err = withDatabase(s.url, d.name)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return d, address
}

func (s *testServer) newName() string {
	return testPrefix + strconv.Itoa(int(s.process)) + "_" + strconv.FormatInt(s.made.Add(1), 10)
}

// reuse sets a spare database back, or gives none where there is none. One that is no longer what it was is dropped, and the
// next is tried.
func (s *testServer) reuse(ctx context.Context, known bool) (*database, error) {
	for {
		d := s.takeSpare(known)
		if d == nil {
			return nil, nil
		}
		err := s.takeOver(ctx, d, known)
		if err == nil {
			return d, nil
		}
		if !errors.Is(err, errNotAsBefore) {
			return nil, fmt.Errorf("set database back: %w", err)
		}
		d.chill()
		if err := s.drop(ctx, d.name); err != nil {
			return nil, err
		}
	}
}

// takeSpare takes the last one whose name is as known as asked for, else the last.
func (s *testServer) takeSpare(known bool) *database {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.spares) - 1
	if last < 0 {
		return nil
	}
	for i := last; i >= 0; i-- {
		if s.spares[i].known == known {
			last = i
			break
		}
	}
	d := s.spares[last]
	s.spares = slices.Delete(s.spares, last, last+1)
	return d
}

// takeOver sets a spare back, and first takes it from whoever else may use it.
func (s *testServer) takeOver(ctx context.Context, d *database, known bool) error {
	if !d.known && !known {
		err := s.inside(ctx, d, func(conn *pgx.Conn) error {
			if err := d.alone(ctx, conn); err != nil {
				return err
			}
			return s.first.restore(ctx, conn, d)
		})
		if !errors.Is(err, errNotAlone) {
			return err
		}
	}
	d.chill()
	name := s.newName()
	if err := s.rename(ctx, d.name, name); err != nil {
		return err
	}
	d.name = name
	return s.inside(ctx, d, func(conn *pgx.Conn) error { return s.first.restore(ctx, conn, d) })
}

var errNotAlone = errors.New("somebody else is connected to the database")

// alone fails with errNotAlone when there is another session than those that are kept and the connection's. The sessions that
// a test has closed need a moment to end.
func (d *database) alone(ctx context.Context, conn *pgx.Conn) error {
	d.mu.Lock()
	ours := len(d.sessions) + 1
	d.mu.Unlock()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 10 {
		var all int
		err := conn.QueryRow(ctx, "SELECT pg_stat_get_db_numbackends(oid) FROM pg_database WHERE datname = current_database()").Scan(&all)
		if err != nil {
			return fmt.Errorf("count sessions: %w", err)
		}
		if all <= ours {
			return nil
		}
		<-tick.C
	}
	return errNotAlone
}

// rename takes the database from whoever is still connected. Their sessions need a moment to end.
func (s *testServer) rename(ctx context.Context, from, to string) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := s.orders.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, from)
		if err == nil {
			_, err = s.orders.Exec(ctx, "ALTER DATABASE "+quote(from)+" RENAME TO "+quote(to))
		}
		if err == nil || !stillConnected(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("rename database: %w", err)
		case <-tick.C:
		}
	}
}

// learn reads the baseline from the first database.
func (s *testServer) learn(ctx context.Context, d *database) error {
	s.learning.Do(func() {
		s.learnErr = s.inside(ctx, d, func(conn *pgx.Conn) (err error) {
			s.first, err = readBaseline(ctx, conn)
			return err
		})
	})
	return s.learnErr
}

// inside gives orders within a database, on a session that is kept for its test.
func (s *testServer) inside(ctx context.Context, d *database, do func(*pgx.Conn) error) error {
	address, err := withDatabase(s.url, d.name)
	if err != nil {
		return err
	}
	conn, err := d.connect(ctx, address)
	if err != nil {
		return err
	}
	if err := do(conn); err != nil {
		return errors.Join(err, conn.Close(ctx))
	}
	d.keep(ctx, conn)
	return nil
}
