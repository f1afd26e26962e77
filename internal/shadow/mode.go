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

// Mode is whose a database is.
type Mode string

// The modes. ModeNone: no bot was here yet.
const (
	ModeNone   Mode = ""
	ModeReal   Mode = "real"
	ModeShadow Mode = "shadow"
)

const (
	// keepEvery is how often a shadow says that it is at work, and looks whether the database is still its own.
	keepEvery = 2 * time.Second
	// fresh is for how long it is believed.
	fresh = 15 * time.Second
	// keepWithin bounds one look.
	keepWithin = 5 * time.Second
)

// Why a bot cannot use a database; each has the cure in its words.
var (
	ErrIsShadow = errors.New("this database is a shadow's, whose cards were never posted: end the shadow with " +
		"`bot shadow clear --yes` first, or give this bot a database of its own")
	ErrIsReal = errors.New("this database is a real bot's, and a shadow would swallow its cards: give the shadow a database of its own")
)

// Claim makes the database the mode's where no bot was before, and refuses it where it is the other mode's: ErrIsShadow,
// ErrIsReal. Of two that come at once with different modes one is refused.
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

// ModeOf tells whose the database is.
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

// Keep says in the database that a shadow is at work, and how IdentityIQ answered it, until ctx ends. It ends with
// ErrNoShadow when the database is none any more. A database that does not answer is waited for: without it nothing is
// stored either.
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

// rest notes that this shadow has stopped; another replica of it says again that it is at work.
func rest(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := db.New(pool).RestShadow(ctx); err != nil {
		log.Warn("cannot note that the shadow has stopped; `bot shadow clear` will want to wait a moment", "error", err)
	}
}
