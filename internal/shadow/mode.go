package shadow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// Mode is the owner of a database: a real bot or a shadow.
type Mode string

// The modes. ModeNone: no bot was here yet.
const (
	ModeNone   Mode = ""
	ModeReal   Mode = "real"
	ModeShadow Mode = "shadow"
)

const (
	// keepEvery is how often a shadow notes that it runs, and checks whether the database is still its own.
	keepEvery = 2 * time.Second
	// fresh is how long such a note is believed.
	fresh = 15 * time.Second
	// keepWithin bounds one check.
	keepWithin = 5 * time.Second
)

// Why a bot cannot use a database; each error's text has the cure.
var (
	ErrIsShadow = errors.New("this database is a shadow's, whose cards were never posted: end the shadow with " +
		"`bot shadow clear --yes` first, or give this bot a database of its own")
	ErrIsReal = errors.New("this database is a real bot's, and a shadow would swallow its cards: give the shadow a database of its own")
)

// Claim gives the database to the mode where no bot was before, and refuses it where it belongs to the other mode:
// ErrIsShadow, ErrIsReal. Of two bots with different modes that start at once, one is refused.
func Claim(ctx context.Context, pool *pgxpool.Pool, want Mode) error {
	if err := db.New(pool).ClaimRunMode(ctx, string(want)); err != nil {
		return fmt.Errorf("claim database: %w", err)
	}
	now, err := ModeOf(ctx, pool)
	switch {
	case err != nil:
		return err
	case now == want:
		return nil
	case now == ModeShadow:
		return ErrIsShadow
	case now == ModeReal:
		return ErrIsReal
	}
	return errors.New("claim database: somebody ended the shadow just now; start again")
}

// ModeOf gives the mode of the database.
func ModeOf(ctx context.Context, pool *pgxpool.Pool) (Mode, error) {
	row, err := db.New(pool).ReadRunMode(ctx, fresh)
	if errors.Is(err, pgx.ErrNoRows) {
		return ModeNone, nil
	}
	if err != nil {
		return ModeNone, fmt.Errorf("read whose the database is: %w", err)
	}
	return Mode(row.Mode), nil
}

// Keep notes in the database that a shadow is running, and how IdentityIQ answered it, until ctx ends. It returns
// ErrNoShadow when the database is no shadow's any more. It waits for a database that does not answer, since nothing
// is stored without it.
func Keep(ctx context.Context, pool *pgxpool.Pool, calls *Calls, log *slog.Logger) error {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		if err := keepOnce(ctx, pool, calls); errors.Is(err, ErrNoShadow) {
			return err
		} else if err != nil && ctx.Err() == nil {
			log.Warn("cannot look whether the database is still a shadow's", "error", err)
		}
		select {
		case <-ctx.Done():
			rest(ctx, pool, log)
			return nil
		case <-tick.C:
		}
	}
}

func keepOnce(ctx context.Context, pool *pgxpool.Pool, calls *Calls) error {
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	rows, err := db.New(pool).KeepShadow(ctx)
	switch {
	case err != nil:
		return err
	case rows == 0:
		return ErrNoShadow
	}
	return calls.Store(ctx, pool)
}

// rest notes that this shadow has stopped. Another replica of it notes again that it is running.
func rest(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := db.New(pool).RestShadow(ctx); err != nil {
		log.Warn("cannot note that the shadow has stopped; `bot shadow clear` will want to wait a moment", "error", err)
	}
}
