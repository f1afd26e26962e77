package main

import (
	"context"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/migrations"
)

// flushWithin bounds the last try to write what the audit log lacks when the process ends.
const flushWithin = time.Second

// flushRefusals writes the refusals that could not be written before, or else has them in the log of the process.
func (b *bot) flushRefusals() {
	if b.desk == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushWithin)
	defer cancel()
	if _, err := b.desk.WriteRefusals(ctx); err != nil {
		b.desk.LostRefusals(ctx)
	}
}

// retain removes what neither the owner's retention nor AUDIT_RETENTION keeps.
func (b *bot) retain(ctx context.Context, _ schedule.Lease) error {
	removed, err := audit.Retain(ctx, db.New(b.pool), b.cfg.Rules.AuditRetention)
	if err == nil && removed > 0 {
		b.log.Info("old rows of the audit log were removed; a checkpoint tells which", "rows", removed)
	}
	return err
}

// checkRetention says what to do where AUDIT_RETENTION is set and has no effect.
func (b *bot) checkRetention(ctx context.Context) error {
	if b.cfg.Rules.AuditRetention == 0 {
		return nil
	}
	r, err := audit.ReadRetention(ctx, db.New(b.pool))
	if err != nil {
		return err
	}
	if !r.Set {
		b.log.Warn("AUDIT_RETENTION only lengthens what the owner of the decision log has set, and nothing is set: no row is removed; "+
			"set it with `bot audit retention --keep SPAN` and the owner's DATABASE_URL", "audit_retention", audit.Span(b.cfg.Rules.AuditRetention))
	}
	return nil
}

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

// recordCommand notes a command that changed something and that has no entry of its own.
func recordCommand(ctx context.Context, pool *pgxpool.Pool, name, result string) error {
	who := operator()
	return audit.Append(ctx, db.New(pool), audit.Entry{Kind: audit.CommandRun, Operator: &who, Command: &audit.Command{Name: name, Result: result}})
}

// recordMigration notes what a migration did, where the schema has the audit log after it.
func recordMigration(ctx context.Context, c DatabaseConfig, name string, done []migrations.Applied) error {
	if len(done) == 0 {
		return nil
	}
	pool, err := openPool(ctx, c, 1)
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
