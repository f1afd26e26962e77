package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/store/tx"
)

type restoredCommand struct{}

// Run ends unsent what a database has in hand that was put back from a backup.
func (restoredCommand) Run(ctx context.Context, p *process) error {
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		n, err := tx.Restored(ctx, pool, operator())
		if err != nil {
			return err
		}
		if n == 0 {
			fmt.Fprintln(p.stdout, "no decision is in hand: nothing is left to do")
			return nil
		}
		fmt.Fprintf(p.stdout, "decisions that were in hand and are not sent: %d; the bot tells their approvers when it runs\n", n)
		return nil
	})
}
