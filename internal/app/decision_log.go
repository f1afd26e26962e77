package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// flushWithin bounds the last try to write missing entries to the audit log when the process ends.
const flushWithin = time.Second

// flushRefusals writes the refusals that could not be written before. What still cannot be written goes to the
// process's log.
func (b *bot) flushRefusals() {
	if b.store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushWithin)
	defer cancel()
	if _, err := b.store.WriteRefusals(ctx); err != nil {
		b.store.LostRefusals(ctx)
	}
}

// decisionLog looks after the log of decisions: it watches its end, and keeps its rows as long as they are to be kept.
type decisionLog struct {
	pool *pgxpool.Pool
	// witness outlives the bot when a bot with newer secrets replaces it.
	witness *audit.Witness
	// keep lengthens the retention that the owner of the log has set.
	keep time.Duration
	log  *slog.Logger
}

// retain removes entries that neither the owner's retention nor AUDIT_RETENTION keeps.
func (d *decisionLog) retain(ctx context.Context, _ schedule.Lease) error {
	removed, err := audit.Retain(ctx, db.New(d.pool), d.keep)
	if err == nil && removed > 0 {
		d.log.Info("old rows of the audit log were removed; a checkpoint tells which", "rows", removed)
	}
	return err
}

// checkRetention says what to do where AUDIT_RETENTION is set without effect.
func (d *decisionLog) checkRetention(ctx context.Context) error {
	if d.keep == 0 {
		return nil
	}
	r, err := audit.ReadRetention(ctx, db.New(d.pool))
	if err != nil {
		return err
	}
	if !r.Set {
		d.log.Warn("AUDIT_RETENTION only lengthens what the owner of the decision log has set, and nothing is set: no row is removed; "+
			"set it with `bot audit retention --keep SPAN` and the owner's DATABASE_URL", "audit_retention", audit.Span(d.keep))
	}
	return nil
}
