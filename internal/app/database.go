package app

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/migrations"
)

const (
	// workPoolSize is for workers, rounds and look-ups of one process. It includes River's own connections.
	workPoolSize = 20
	// clickPoolSize is for clicks alone, so that neither bulk work nor questions make a click wait for a connection. All of
	// these are made at the start: to make them while many click would cost the clicks most of their time.
	clickPoolSize = 8
	// askPoolSize is for lists, searches, pages, details and Home tabs.
	askPoolSize = 4
	// ConnectWithin bounds how long a connection to Postgres may take to be made.
	ConnectWithin = 5 * time.Second
)

// databasePools opens the pools of one process.
type databasePools struct {
	settings.Database
	writers *postgres.Writers
}

// open makes a pool of up to size connections, spare of which are ready before anybody asks, with these statements prepared. It does
// not need an answer of Postgres yet.
func (d databasePools) open(ctx context.Context, size, spare int32, prepared ...string) (*pgxpool.Pool, error) {
	config, err := postgres.Config(d.URL.Reveal(), "iiq-approvals-bot")
	if err != nil {
		return nil, err
	}
	config.ConnConfig.ConnectTimeout = ConnectWithin
	if len(prepared) > 0 {
		postgres.Prepare(config, prepared)
	}
	return d.writers.Open(ctx, config, size, spare)
}

// OpenPool makes a pool of up to size connections for a command that writes.
func OpenPool(ctx context.Context, c settings.Database, size int32) (*pgxpool.Pool, error) {
	return databasePools{Database: c, writers: postgres.NewWriters()}.open(ctx, size, 0)
}

// checkDatabase gives the first thing that the bot needs of its database and that it has not, as a *postgres.Unmet.
func (b *bot) checkDatabase(ctx context.Context) error {
	return postgres.Check(ctx, b.pool, postgres.ToRun, migrations.Pending)
}

// databaseReady is checkDatabase in one line for whoever asks whether the bot can work.
func (b *bot) databaseReady(ctx context.Context) error {
	err := b.checkDatabase(ctx)
	if unmet := postgres.InWords(err); unmet != nil {
		return unmet
	}
	if err != nil {
		return errors.New(awayReason)
	}
	return nil
}
