package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// sessionSetting is a setting that each session of the bot has, whatever role, database, address and environment say.
type sessionSetting struct{ name, value string }

// atStart are set by the first message of a connection. Poolers pass these on and refuse most others.
// https://www.pgbouncer.org/config.html#track_extra_parameters
func atStart() []sessionSetting {
	return []sessionSetting{{"client_encoding", "UTF8"}, {"DateStyle", "ISO"}, {"TimeZone", "UTC"}, {"standard_conforming_strings", "on"}}
}

// greeting is said once on each connection, in one message. It sets what cannot be set at the start, and asks whether anything
// can be written.
//
// A transaction whose process sends nothing more is ended: a process that is frozen or cut off would otherwise keep its rows
// locked for everybody else. Our transactions take milliseconds between two statements.
// https://www.postgresql.org/docs/current/runtime-config-client.html
//
// A click is acknowledged when it is committed. Without synchronous_commit a crash of Postgres would lose it all the same.
const greeting = `SET idle_in_transaction_session_timeout = '5s'; SET IntervalStyle = 'postgres';
	SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
		ELSE current_setting('synchronous_commit') END, false);` + readOnlyQuery

// readOnlyQuery tells whether the session can write nothing, and whether that is so because the server is a standby.
const readOnlyQuery = "SELECT current_setting('transaction_read_only'), pg_is_in_recovery()"

// Config reads a database's address. Sessions of its pools have the settings that the bot needs, and name as the application's
// name. The error may repeat the address, which is a secret.
func Config(databaseURL, name string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("read database address: %w", err)
	}
	for _, s := range append(atStart(), sessionSetting{"application_name", name}) {
		setAtStart(config.ConnConfig.RuntimeParams, s)
	}
	asked := config.ConnConfig.ValidateConnect
	config.ConnConfig.ValidateConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		if _, err := greet(ctx, conn); err != nil || asked == nil {
			return err
		}
		return asked(ctx, conn)
	}
	return config, nil
}

// setAtStart replaces a setting, whose name may be written in any case.
func setAtStart(params map[string]string, s sessionSetting) {
	for name := range params {
		if strings.EqualFold(name, s.name) {
			delete(params, name)
		}
	}
	params[s.name] = s.value
}

// Open makes a pool of up to size connections for whoever only reads: they may be to a standby.
func Open(ctx context.Context, config *pgxpool.Config, size int32) (*pgxpool.Pool, error) {
	config.MaxConns = size
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return pool, nil
}

// greet says the greeting on a new connection. The Unmet is nil when the session can write.
func greet(ctx context.Context, conn *pgconn.PgConn) (*Unmet, error) {
	return askReadOnly(ctx, conn, greeting)
}

// askReadOnly sends statements whose last one is readOnlyQuery.
func askReadOnly(ctx context.Context, conn *pgconn.PgConn, statements string) (*Unmet, error) {
	results, err := conn.Exec(ctx, statements).ReadAll()
	if err != nil {
		return nil, err
	}
	last := results[len(results)-1].Rows
	if len(last) != 1 || len(last[0]) != 2 {
		return nil, errors.New("read what a session may do: no answer")
	}
	return readWrite(Facts{ReadOnly: string(last[0][0]) == "on", Standby: string(last[0][1]) == "t"}), nil
}

// Writable reports what keeps a pool's connections from writing, nil for nothing.
func Writable(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	unmet, err := askReadOnly(ctx, conn.Conn().PgConn(), readOnlyQuery)
	if err == nil && unmet != nil {
		return unmet
	}
	return err
}
