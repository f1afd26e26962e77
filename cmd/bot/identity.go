package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
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

// errBehind: the database lacks migrations that this binary needs.
var errBehind = errors.New("the database schema is behind this binary")

// openDatabase connects to a database whose schema is new enough. The caller closes the pool.
func openDatabase(ctx context.Context, c settings.Database) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(c.URL.Reveal())
	if err != nil {
		return nil, fmt.Errorf("read database address: %w", err)
	}
	config.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	current, wanted, err := migrations.Pending(ctx, pool)
	if err == nil && current < wanted {
		err = fmt.Errorf("%w (version %d, wanted %d); run: bot migrate up", errBehind, current, wanted)
	}
	if err != nil {
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
	return what(identitymap.New(pool, nil, nil, approvals.Workspace{}, identitymap.Config{Operator: operator()}, time.Now, p.logger(c.Log)))
}
