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

	// inner is the connection for the orders of this package; nil before.
	inner *pgx.Conn

	mu sync.Mutex // guards sessions
	// sessions are those that a test's pool has left.
	sessions []*session
}

// shelf holds the spare databases that were made in one way, and what they are like.
type shelf struct {
	mu     sync.Mutex // guards spares
	spares []*database

	learning sync.Once
	first    *baseline
	learnErr error
}

// maker makes a database for a shelf that is empty.
type maker func(ctx context.Context, name string) error

func (s *testServer) shelf(made string) *shelf {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shelves[made] == nil {
		s.shelves[made] = &shelf{}
	}
	return s.shelves[made]
}

// use gives a test the address of a migrated database of its own, a new one or one that an earlier test of this process has
// used.
func (s *testServer) use(t testing.TB, from *shelf, made maker) string {
	t.Helper()
	_, address := s.lend(t, from, made, true)
	return address
}

// usePool is use for a test that needs no address.
func (s *testServer) usePool(t testing.TB, from *shelf, made maker) *pgxpool.Pool {
	t.Helper()
	d, address := s.lend(t, from, made, false)
	return d.pool(t, address)
}

func (s *testServer) lend(t testing.TB, from *shelf, made maker, known bool) (d *database, address string) {
	t.Helper()
	d, err := s.reuse(t.Context(), from, known)
	if err == nil && d == nil {
		d = &database{name: s.newName()}
		err = made(t.Context(), d.name)
		if err == nil {
			err = s.learn(t.Context(), from, d)
		}
	}
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	if d.known = known; known {
		d.chill()
	}
	t.Cleanup(func() { from.put(d) })
	address, err = withDatabase(s.url, d.name)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return d, address
}

func (from *shelf) put(d *database) {
	from.mu.Lock()
	defer from.mu.Unlock()
	from.spares = append(from.spares, d)
}

func (s *testServer) newName() string {
	return testPrefix + strconv.Itoa(int(s.process)) + "_" + strconv.FormatInt(s.made.Add(1), 10)
}

// reuse sets a spare database back, or gives none where there is none. One that is no longer what it was is dropped, and the
// next is tried.
func (s *testServer) reuse(ctx context.Context, from *shelf, known bool) (*database, error) {
	for {
		d := from.take(known)
		if d == nil {
			return nil, nil
		}
		err := s.takeOver(ctx, from, d, known)
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

// take gives the last one whose name is as known as asked for, else the last.
func (from *shelf) take(known bool) *database {
	from.mu.Lock()
	defer from.mu.Unlock()
	last := len(from.spares) - 1
	if last < 0 {
		return nil
	}
	for i := last; i >= 0; i-- {
		if from.spares[i].known == known {
			last = i
			break
		}
	}
	d := from.spares[last]
	from.spares = slices.Delete(from.spares, last, last+1)
	return d
}

// takeOver sets a spare back, and first takes it from whoever else may use it.
func (s *testServer) takeOver(ctx context.Context, from *shelf, d *database, known bool) error {
	if !d.known && !known {
		err := s.inside(ctx, d, func(conn *pgx.Conn) error {
			if err := d.alone(ctx, conn); err != nil {
				return err
			}
			return from.first.restore(ctx, conn, d)
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
	return s.inside(ctx, d, func(conn *pgx.Conn) error { return from.first.restore(ctx, conn, d) })
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

// learn reads the baseline from the first database of a shelf.
func (s *testServer) learn(ctx context.Context, from *shelf, d *database) error {
	from.learning.Do(func() {
		from.learnErr = s.inside(ctx, d, func(conn *pgx.Conn) (err error) {
			from.first, err = readBaseline(ctx, conn)
			return err
		})
	})
	return from.learnErr
}

// inside gives orders within a database, on a session that is kept for the next.
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
		d.chill()
		return err
	}
	return nil
}
