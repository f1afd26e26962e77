package campaign

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
)

// readOnlyPostgres is a failover whose new server takes no writes for a while: with the connections cut, or left as they are.
func (w *world) readOnlyPostgres(ctx context.Context, rng *rand.Rand) {
	cut, cutAgain := rng.IntN(3) > 0, rng.IntN(2) == 0
	w.withPostgres(func() {
		if err := w.setReadOnly(context.WithoutCancel(ctx), true, cut); err != nil {
			w.journal.Note("trouble", "", "%v", err)
		}
		w.journal.Note("readonly", "", "Postgres takes no writes; connections cut: %v", cut)
		pause(ctx, between(rng, time.Second, min(12*time.Second, w.opts.LongestFault)))
		w.writeAgain(ctx, cutAgain)
	})
}

// writeAgain ends a failover, however long it takes.
func (w *world) writeAgain(ctx context.Context, cut bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	for {
		err := w.setReadOnly(ctx, false, cut)
		if err == nil {
			w.journal.Note("readonly", "", "Postgres takes writes")
			return
		}
		w.journal.Note("trouble", "", "%v", err)
		if ctx.Err() != nil {
			return
		}
		pause(ctx, 200*time.Millisecond)
	}
}

// setReadOnly makes all sessions of the server refuse writes, or take them again. cut ends those of the bot's database.
func (w *world) setReadOnly(ctx context.Context, refuse, cut bool) error {
	return w.asOwner(ctx, func(conn *pgx.Conn) error {
		set := "ALTER SYSTEM RESET default_transaction_read_only"
		if refuse {
			set = "ALTER SYSTEM SET default_transaction_read_only = on"
		}
		steps := []string{set, "SELECT pg_reload_conf()"}
		if cut {
			steps = append(steps, cutSessions)
		}
		for _, sql := range steps {
			if _, err := conn.Exec(ctx, sql); err != nil {
				return fmt.Errorf("make Postgres read-only: %w", err)
			}
		}
		return nil
	})
}

// cutSessions ends all sessions of the bot's database.
const cutSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'bot' AND pid <> pg_backend_pid()`

// asOwner works on a connection of its own, beside the bot's database, that may write whatever the server says.
func (w *world) asOwner(ctx context.Context, do func(*pgx.Conn) error) error {
	c, err := pgx.ParseConfig(w.postgres.URL("postgres"))
	if err != nil {
		return fmt.Errorf("read address of Postgres: %w", err)
	}
	c.RuntimeParams["default_transaction_read_only"] = "off"
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return fmt.Errorf("open Postgres: %w", err)
	}
	return errors.Join(do(conn), conn.Close(context.WithoutCancel(ctx)))
}
