package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/postgres"
)

// Seats allow replicas to hold Socket Mode connections.
type Seats struct{ on *pgxpool.Pool }

// NewSeats reads and writes the seats of a migrated database.
func NewSeats(pool *pgxpool.Pool) *Seats { return &Seats{on: pool} }

// ClaimSeat takes, for lease, one of the seats that allow a replica to hold Socket Mode connections; false when all
// are taken. A holder that claims again keeps its seat.
func (s *Seats) ClaimSeat(ctx context.Context, holder uuid.UUID, lease time.Duration) (bool, error) {
	_, err := db.New(s.on).ClaimSeat(ctx, db.ClaimSeatParams{Holder: uuid.NullUUID{UUID: holder, Valid: true}, Lease: lease})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("claim socket seat: %w", err)
	}
	return true, nil
}

// RenewSeat keeps the seat for another lease, and tells how many seats are taken; ErrLeaseLost when the holder no longer has it.
func (s *Seats) RenewSeat(ctx context.Context, holder uuid.UUID, lease time.Duration) (taken int, err error) {
	var row db.RenewSeatRow
	err = postgres.AtOnce(ctx, func(ctx context.Context) (err error) {
		row, err = db.New(s.on).RenewSeat(ctx, db.RenewSeatParams{Holder: uuid.NullUUID{UUID: holder, Valid: true}, Lease: lease})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("renew socket seat: %w", err)
	}
	if !row.Kept {
		return 0, ErrLeaseLost
	}
	return int(row.Taken), nil
}

// ReleaseSeat gives the seat back at once.
func (s *Seats) ReleaseSeat(ctx context.Context, holder uuid.UUID) error {
	if err := db.New(s.on).ReleaseSeat(ctx, uuid.NullUUID{UUID: holder, Valid: true}); err != nil {
		return fmt.Errorf("release socket seat: %w", err)
	}
	return nil
}
