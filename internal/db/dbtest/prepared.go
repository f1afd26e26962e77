package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/localpg"
	"github.com/iiq-approvals/bot/migrations"
)

// prepared are data with the template, so that the migrations run once for all processes until one of them is changed.
func prepared() (localpg.Prepared, error) {
	fingerprint, err := migrations.Fingerprint()
	if err != nil {
		return localpg.Prepared{}, err
	}
	how, err := howMigrated()
	if err != nil {
		return localpg.Prepared{}, err
	}
	return localpg.Prepared{Content: fingerprint + " " + how, Make: prepare}, nil
}

// howMigrated sums up what plays the migrations: the code of their package and of this one, and the versions of goose and River.
// Where the sources are not at hand, it is "", and the migrations alone count.
func howMigrated() (string, error) {
	dir, found := moduleRoot()
	if !found {
		return "", nil
	}
	sum := sha256.New()
	for _, pattern := range []string{"go.sum", "migrations/*.go", "internal/db/dbtest/template.go", "internal/db/dbtest/prepared.go"} {
		paths, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil {
			return "", fmt.Errorf("list sources: %w", err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				return "", fmt.Errorf("read sources: %w", err)
			}
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			_, _ = fmt.Fprintf(sum, "%d\n%s", len(text), text)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// prepare makes the template on a new server.
func prepare(ctx context.Context, server *localpg.Server) error {
	s, err := useServer(ctx, server.URL("postgres"))
	if err != nil {
		return err
	}
	_, err = s.ensureTemplate(ctx)
	return errors.Join(err, s.leave(ctx))
}

// leave closes the sessions of this process.
func (s *testServer) leave(ctx context.Context) error {
	s.orders.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	var all error
	for _, conn := range s.kept {
		all = errors.Join(all, conn.Close(ctx))
	}
	s.kept = nil
	return all
}

// startPrepared starts a private server that has the template.
func startPrepared(ctx context.Context, settings map[string]string) (*localpg.Server, error) {
	p, err := prepared()
	if err != nil {
		return nil, err
	}
	server, err := localpg.Start(ctx, localpg.Options{Fast: true, Settings: settings, Prepared: p})
	if err != nil {
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	return server, nil
}

// takeTemplate makes a database of the template, which is gone then.
func takeTemplate(ctx context.Context, server *localpg.Server, name string) error {
	fingerprint, err := migrations.Fingerprint()
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	for _, order := range []string{
		"ALTER DATABASE " + quote(templateName(fingerprint)) + " RENAME TO " + quote(name),
		"ALTER DATABASE " + quote(name) + " ALLOW_CONNECTIONS true",
	} {
		if _, err := conn.Exec(ctx, order); err != nil {
			return errors.Join(fmt.Errorf("name database: %w", err), conn.Close(ctx))
		}
	}
	return conn.Close(ctx)
}
