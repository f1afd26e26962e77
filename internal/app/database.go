package app

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/settings"
)

const (
	// workPoolSize is for workers, rounds and look-ups of one process. It includes River's own connections.
	workPoolSize = 20
	// clickPoolSize is for clicks alone, so that neither bulk work nor questions make a click wait for a connection.
	clickPoolSize = 8
	// askPoolSize is for lists, searches, pages, details and Home tabs.
	askPoolSize = 4
	// ConnectWithin bounds how long a connection to Postgres may take to be made.
	ConnectWithin = 5 * time.Second
	// pingAfter is how long a connection may have been idle before it is checked on use. A restart of Postgres takes
	// longer, and so costs nobody a click.
	pingAfter = 100 * time.Millisecond
	// forgetStalled ends a transaction whose process sends nothing more. A process that is frozen or cut off would
	// otherwise keep its rows locked for everybody else. Our transactions take milliseconds between two statements.
	// https://www.postgresql.org/docs/current/runtime-config-client.html
	forgetStalled = "SET idle_in_transaction_session_timeout = '5s'"
)

// OpenPool makes a pool of up to size connections, spare of which are ready before anybody asks. It does not need an answer of
// Postgres yet.
func OpenPool(ctx context.Context, c settings.Database, size, spare int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(c.URL.Reveal())
	if err != nil {
		return nil, fmt.Errorf("read database address: %w", err)
	}
	config.MaxConns = size
	config.MinIdleConns = spare
	config.ShouldPing = func(_ context.Context, p pgxpool.ShouldPingParams) bool { return p.IdleDuration > pingAfter }
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, forgetStalled)
		return err
	}
	config.ConnConfig.ConnectTimeout = ConnectWithin
	config.ConnConfig.RuntimeParams["application_name"] = "iiq-approvals-bot"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return pool, nil
}
