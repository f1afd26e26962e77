package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/shadow"
)

type shadowCommand struct {
	List    shadowList    `cmd:"" help:"List what a shadow would have sent, and to whom."`
	Summary shadowSummary `cmd:"" help:"Count what a shadow would have sent: by kind, by day, by person."`
	Clear   shadowClear   `cmd:"" help:"End the shadow: forget what it did, keep the identity map, and let a real bot start."`
}

type shadowClear struct {
	Yes bool `help:"Yes, forget it."`
}

// Run removes the data of a shadow.
func (c *shadowClear) Run(ctx context.Context, p *process) error {
	if !c.Yes {
		return fmt.Errorf("%w: this forgets every card and message of the shadow; say --yes if that is meant", errUsage)
	}
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		messages, err := shadow.Clear(ctx, pool)
		if errors.Is(err, shadow.ErrNoShadow) {
			return fmt.Errorf("there is nothing to clear: %w", shadow.ErrNoShadow)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "the shadow is ended, %s forgotten; the next `bot run` on this database posts for real\n", count(messages, "message"))
		return recordCommand(ctx, pool, "shadow clear", count(messages, "message")+" forgotten")
	})
}
