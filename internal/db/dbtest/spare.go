package dbtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A database of a test goes one of these ways. Making one costs a quarter of a second, setting one back a tenth of that.
//
//	template ──copy──► in use ──end of test──► spare ──next test: new name, rows set back──► in use
//	                                             └── its schema was changed, or it fails ──► dropped

// use gives a test a migrated database of its own, a new one or one that an earlier test of this process has used. It has
// a name that no test had before, so that whatever an earlier test left running finds nothing.
func (s *testServer) use(t testing.TB, template string) string {
	t.Helper()
	name := s.newName()
	reused, err := s.reuse(t.Context(), name)
	if err == nil && !reused {
		err = s.create(t.Context(), name, template)
		if err == nil {
			err = s.learn(t.Context(), name)
		}
	}
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.spares = append(s.spares, name)
	})
	address, err := withDatabase(s.url, name)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return address
}

func (s *testServer) newName() string {
	return testPrefix + strconv.Itoa(int(s.process)) + "_" + strconv.FormatInt(s.made.Add(1), 10)
}

// reuse sets a spare database back, gives it the name and tells whether there was one. One that is no longer what it was is
// dropped, and the next is tried.
func (s *testServer) reuse(ctx context.Context, name string) (bool, error) {
	for {
		spare, ok := s.takeSpare()
		if !ok {
			return false, nil
		}
		if err := s.rename(ctx, spare, name); err != nil {
			return false, err
		}
		err := s.inside(ctx, name, func(conn *pgx.Conn) error { return s.first.restore(ctx, conn) })
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, errNotAsBefore) {
			return false, fmt.Errorf("set database back: %w", err)
		}
		if err := s.drop(ctx, name); err != nil {
			return false, err
		}
	}
}

func (s *testServer) takeSpare() (name string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.spares) == 0 {
		return "", false
	}
	name = s.spares[len(s.spares)-1]
	s.spares = s.spares[:len(s.spares)-1]
	return name, true
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
func (s *testServer) learn(ctx context.Context, name string) error {
	s.learning.Do(func() {
		s.learnErr = s.inside(ctx, name, func(conn *pgx.Conn) (err error) {
			s.first, err = readBaseline(ctx, conn)
			return err
		})
	})
	return s.learnErr
}

func (s *testServer) inside(ctx context.Context, name string, do func(*pgx.Conn) error) error {
	address, err := withDatabase(s.url, name)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	return errors.Join(do(conn), conn.Close(ctx))
}
