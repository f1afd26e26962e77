package doctor

import (
	"context"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// lossTold is for how long a loss is told of.
const lossTold = 7 * 24 * time.Hour

// postgresLosses reports what the database has lost lately. A database that never lost anything is not worth a line.
func (p *patient) postgresLosses(ctx context.Context, d *database) {
	if !d.schema {
		return
	}
	l, err := db.New(d.pool).LastLoss(ctx)
	if err != nil || time.Duration(l.Age*float64(time.Second)) > lossTold {
		// The check of rights has reported what cannot be read.
		return
	}
	how := "as a replica has seen"
	if l.How == db.LossByCommand {
		how = "as bot restored says"
	}
	p.warn("postgres: losses", "find out why, and see docs/operations.md on IIQApprovalsDatabaseLost",
		"it lost a part of its content, %s at %s: %d decisions were in hand and are not sent; %d of their approvers are not told yet",
		how, l.At.UTC().Format(time.RFC3339), l.Decisions, l.LeftOver)
}
