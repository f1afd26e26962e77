package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/migrations"
)

type identityCommand struct {
	Sync   identitySync   `cmd:"" help:"Read all identities of IdentityIQ now."`
	List   identityList   `cmd:"" help:"List who is matched to whom, or who is not."`
	Show   identityShow   `cmd:"" help:"Tell all that is known of somebody."`
	Link   identityLink   `cmd:"" help:"Match a Slack user to an identity by hand."`
	Unlink identityUnlink `cmd:"" help:"Undo a match."`
}

// poolSize is how many connections a command on the identity map uses.
const poolSize = 4

// openDatabase connects to a database that has what a command needs which reads. The caller closes the pool.
func openDatabase(ctx context.Context, c settings.Database) (*pgxpool.Pool, error) {
	config, err := postgres.Config(c.URL.Reveal(), "iiq-approvals")
	if err != nil {
		return nil, err
	}
	pool, err := postgres.Open(ctx, config, poolSize)
	if err != nil {
		return nil, err
	}
	if err := postgres.Check(ctx, pool, postgres.ToRead, migrations.Pending); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// withMap runs a function on the identity map's tables, without Slack and IIQ.
func (p *process) withMap(ctx context.Context, what func(*identitymap.Map) error) error {
	c, err := p.Load(settings.NeedDatabase | settings.NeedLog)
	if err != nil {
		return err
	}
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	logger := p.logger(c.Log)
	clock := postgres.NewClock(time.Now, logger)
	if err := clock.Ask(ctx, pool); err != nil {
		return err
	}
	return what(identitymap.New(pool, nil, nil, approvals.Workspace{}, identitymap.Config{Operator: operator()}, clock.Now, logger))
}
