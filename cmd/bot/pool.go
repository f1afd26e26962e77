package main

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/settings"
)

// withPool runs a function on the database, for a command that needs nothing else.
func (p *process) withPool(ctx context.Context, what func(*pgxpool.Pool) error) error {
	c, err := p.Load(settings.NeedDatabase)
	if err != nil {
		return err
	}
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	return what(pool)
}
