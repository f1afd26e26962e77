package dbtest

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/migrations"
)

// Advisory locks are pairs of numbers: what it is about, and which one. Those
// of sessions are given back when the session ends, however it ends.
const (
	lockSetup    = 0x11510001 // one process at a time makes templates and sweeps
	lockProcess  = 0x11510002 // held by the process whose number it is
	lockTemplate = 0x11510003 // shared by the processes that use the template
)

const (
	testPrefix     = "iiq_test_"     // process number, "_", running number
	templatePrefix = "iiq_template_" // eight hex digits of the fingerprint
	halfPrefix     = "iiq_half_"     // a template in the making
)

// announce takes a number for this process, which tells others that it lives.
func (s *testServer) announce(ctx context.Context) (int32, error) {
	var number int32
	err := s.hold(ctx, func(conn *pgxpool.Conn) (bool, error) {
		var got bool
		err := conn.QueryRow(ctx, `SELECT n, pg_try_advisory_lock($1, n)
			FROM (SELECT (random() * 2000000000)::int AS n) AS picked`, lockProcess).Scan(&number, &got)
		return got, err
	})
	if err != nil {
		return 0, fmt.Errorf("announce test process: %w", err)
	}
	return number, nil
}

// hold asks until it has a lock, on a session that then stays open as long as
// this process.
func (s *testServer) hold(ctx context.Context, ask func(*pgxpool.Conn) (bool, error)) error {
	conn, err := s.orders.Acquire(ctx)
	if err != nil {
		return err
	}
	for {
		got, err := ask(conn)
		if err != nil {
			conn.Release()
			return err
		}
		if got {
			s.keep(conn.Hijack())
			return nil
		}
	}
}

// keep holds on to a session, which would be closed when nobody refers to it.
func (s *testServer) keep(conn *pgx.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, conn)
}

// migrated gives the name of the template with all migrations, made by the
// first who asks on this server.
func (s *testServer) migrated(ctx context.Context) (string, error) {
	s.template.once.Do(func() {
		// Not the context of the test that happens to ask first.
		s.template.name, s.template.err = s.ensureTemplate(context.WithoutCancel(ctx))
	})
	return s.template.name, s.template.err
}

func (s *testServer) ensureTemplate(ctx context.Context) (string, error) {
	fingerprint, err := migrations.Fingerprint()
	if err != nil {
		return "", err
	}
	short := short(fingerprint)
	conn, err := s.orders.Acquire(ctx)
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1, 0)", lockSetup); err != nil {
		return "", fmt.Errorf("lock templates: %w", err)
	}
	defer unlock(ctx, conn, lockSetup, 0)
	if err := s.useTemplate(ctx, short); err != nil {
		return "", err
	}
	if err := s.sweep(ctx, conn); err != nil {
		return "", err
	}
	return templateName(fingerprint), s.makeTemplate(ctx, conn, short)
}

func templateName(fingerprint string) string { return templatePrefix + short(fingerprint) }

// short is how much of a fingerprint names a template.
func short(fingerprint string) string { return fingerprint[:8] }

// useTemplate tells others that this process uses the template.
func (s *testServer) useTemplate(ctx context.Context, short string) error {
	key, err := templateKey(short)
	if err != nil {
		return err
	}
	err = s.hold(ctx, func(conn *pgxpool.Conn) (bool, error) {
		_, err := conn.Exec(ctx, "SELECT pg_advisory_lock_shared($1, $2)", lockTemplate, key)
		return true, err
	})
	if err != nil {
		return fmt.Errorf("mark template as used: %w", err)
	}
	return nil
}

func templateKey(short string) (int32, error) {
	key, err := strconv.ParseUint(short, 16, 32)
	if err != nil {
		return 0, fmt.Errorf("read template name: %w", err)
	}
	return int32(uint32(key)), nil
}

// makeTemplate migrates aside and renames, so that a template is whole.
func (s *testServer) makeTemplate(ctx context.Context, conn *pgxpool.Conn, short string) error {
	name, half := templatePrefix+short, halfPrefix+short
	var exists bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return err
	}
	if err := s.create(ctx, half, "template0"); err != nil {
		return err
	}
	address, err := withDatabase(s.url, half)
	if err != nil {
		return err
	}
	if _, err := migrations.Up(ctx, address); err != nil {
		return fmt.Errorf("migrate template: %w", err)
	}
	// Nobody, autovacuum included, is to be connected while it is copied.
	for _, order := range []string{
		"ALTER DATABASE " + quote(half) + " RENAME TO " + quote(name),
		"ALTER DATABASE " + quote(name) + " ALLOW_CONNECTIONS false",
	} {
		if _, err := conn.Exec(ctx, order); err != nil {
			return fmt.Errorf("finish template: %w", err)
		}
	}
	return nil
}

// unlock gives a lock back. When that fails the session is broken, and then
// the lock is gone with it.
func unlock(ctx context.Context, conn *pgxpool.Conn, kind, key int32) {
	_, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1, $2)", kind, key)
}
