package main

import (
	"context"
	"os"
	"os/user"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/app"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/migrations"
)

// operator is who runs this command, as far as this machine knows.
func operator() audit.Operator {
	o := audit.Operator{}
	if u, err := user.Current(); err == nil {
		o.User = u.Username
	}
	if sudo := os.Getenv("SUDO_USER"); sudo != "" && o.User != sudo {
		o.User += " (" + sudo + ")"
	}
	o.Host, _ = os.Hostname()
	return o
}

// recordCommand notes a command that changed something and has no entry of its own.
func recordCommand(ctx context.Context, pool *pgxpool.Pool, name, result string) error {
	who := operator()
	return audit.Append(ctx, db.New(pool), audit.Entry{Kind: audit.CommandRun, Operator: &who,
		Command: &audit.Command{Name: name, Result: result}})
}

// recordMigration notes a migration, where the schema has the audit log afterwards.
func recordMigration(ctx context.Context, c settings.Database, name string, done []migrations.Applied) error {
	if len(done) == 0 {
		return nil
	}
	pool, err := app.OpenPool(ctx, c, 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	var there bool
	if err := pool.QueryRow(ctx, "SELECT to_regclass('audit_log') IS NOT NULL").Scan(&there); err != nil || !there {
		return err
	}
	names := make([]string, len(done))
	for i, m := range done {
		names[i] = m.Name
	}
	return recordCommand(ctx, pool, name, strings.Join(names, " "))
}
