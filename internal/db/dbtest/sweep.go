package dbtest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// unusedTemplates is how many templates that nobody uses are kept.
const unusedTemplates = 3

// sweep drops what dead processes left. The caller holds lockSetup.
func (s *testServer) sweep(ctx context.Context, conn *pgxpool.Conn) error {
	all, err := names(ctx, conn, `SELECT datname FROM pg_database WHERE datname LIKE 'iiq\_%' ORDER BY oid DESC`)
	if err != nil {
		return err
	}
	kept := 0
	for _, name := range all {
		kind, key, ok := ownerLock(name)
		if !ok {
			continue
		}
		if kind == lockTemplate {
			if kept++; kept <= unusedTemplates {
				continue
			}
		}
		if err := s.dropUnused(ctx, conn, name, kind, key); err != nil {
			return err
		}
	}
	return nil
}

// ownerLock tells from a database's name the lock that its users hold. A
// template in the making has the setup lock, which the caller holds.
func ownerLock(name string) (kind, key int32, ok bool) {
	if rest, found := strings.CutPrefix(name, testPrefix); found {
		number, _, _ := strings.Cut(rest, "_")
		key, err := strconv.ParseInt(number, 10, 32)
		return lockProcess, int32(key), err == nil
	}
	if short, found := strings.CutPrefix(name, templatePrefix); found {
		key, err := templateKey(short)
		return lockTemplate, key, err == nil
	}
	return lockSetup, 0, strings.HasPrefix(name, halfPrefix)
}

func (s *testServer) dropUnused(ctx context.Context, conn *pgxpool.Conn, name string, kind, key int32) error {
	var free bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", kind, key).Scan(&free); err != nil {
		return fmt.Errorf("ask for users of a database: %w", err)
	}
	if !free {
		return nil
	}
	defer unlock(ctx, conn, kind, key)
	return s.drop(ctx, name)
}
