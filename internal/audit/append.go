package audit

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// Append writes entries, in their order, in the transaction that q is bound to. Every other writer of the log waits
// until that transaction commits, so Append must be its last statement. Texts beyond the limits of docs/audit.md are
// cut.
func Append(ctx context.Context, q *db.Queries, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	p := db.AppendAuditParams{}
	for _, e := range entries {
		text, err := e.payload()
		if err != nil {
			return fmt.Errorf("append to audit log: %w", err)
		}
		p.Kinds, p.Payloads = append(p.Kinds, string(e.Kind)), append(p.Payloads, text)
	}
	if err := q.AppendAudit(ctx, p); err != nil {
		return fmt.Errorf("append to audit log: %w", err)
	}
	return nil
}
