package app

import (
	"context"
	"time"

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

// retain removes entries that neither the owner's retention nor AUDIT_RETENTION keeps.
func (b *bot) retain(ctx context.Context, _ schedule.Lease) error {
	removed, err := audit.Retain(ctx, db.New(b.pool), b.cfg.Rules.AuditRetention)
	if err == nil && removed > 0 {
		b.log.Info("old rows of the audit log were removed; a checkpoint tells which", "rows", removed)
	}
	return err
}

// checkRetention says what to do where AUDIT_RETENTION is set without effect.
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
