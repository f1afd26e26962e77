package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Prepare has each new connection of a pool prepare these statements, all in one trip, before anybody gets it. pgx prepares a statement
// when it is first run on a connection, and whoever runs it waits for that. One that Postgres does not take is left for whoever runs it.
func Prepare(config *pgxpool.Config, statements []string) {
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error { return prepare(ctx, conn, statements) }
}

func prepare(ctx context.Context, conn *pgx.Conn, statements []string) error {
	c := conn.Config()
	if c.DefaultQueryExecMode != pgx.QueryExecModeCacheStatement || c.StatementCacheCapacity <= len(statements) {
		// This address asks for connections that keep no statements, or few.
		return nil
	}
	batch := &pgx.Batch{}
	// pgx prepares all statements of a batch before it looks at what is to be put into them. This one takes nothing, and so the batch
	// ends there: none of the statements is run.
	batch.Queue("SELECT 1", "too much")
	for _, sql := range statements {
		batch.Queue(sql)
	}
	err := conn.SendBatch(ctx, batch).Close()
	var stopped pgx.ErrPreprocessingBatch
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return errors.New("prepare statements: they were run")
	case conn.IsClosed():
		return fmt.Errorf("prepare statements: %w", err)
	case errors.As(err, &refused), errors.As(err, &stopped):
		return nil
	}
	return fmt.Errorf("prepare statements: %w", err)
}
