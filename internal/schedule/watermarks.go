package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// Watermark is where a round continues.
type Watermark struct {
	// Stamp is the greatest stamp of IIQ that a complete round has seen, by IIQ's clock; zero at the first start.
	Stamp time.Time
	// Cursor is where the sweep over all open items continues, Round how many rounds there were.
	Cursor string
	Round  int64
}

// Watermarks keep where rounds go on.
type Watermarks struct{ on *pgxpool.Pool }

// NewWatermarks reads and writes the watermarks of a migrated database.
func NewWatermarks(pool *pgxpool.Pool) *Watermarks { return &Watermarks{on: pool} }

// Watermark reads where the named round continues; the zero value at the first start.
func (m *Watermarks) Watermark(ctx context.Context, name string) (Watermark, error) {
	row, err := db.New(m.on).GetWatermark(ctx, name)
	if errors.Is(err, pgx.ErrNoRows) {
		return Watermark{}, nil
	}
	if err != nil {
		return Watermark{}, fmt.Errorf("read watermark: %w", err)
	}
	w := Watermark{Cursor: row.Cursor, Round: row.Round}
	if row.Stamp != nil {
		w.Stamp = *row.Stamp
	}
	return w, nil
}

// SaveWatermark stores where the round goes on, under its term.
func (m *Watermarks) SaveWatermark(ctx context.Context, l Lease, w Watermark) error {
	var stamp *time.Time
	if !w.Stamp.IsZero() {
		stamp = &w.Stamp
	}
	n, err := db.New(m.on).SaveWatermark(ctx,
		db.SaveWatermarkParams{Name: l.Name, Stamp: stamp, Cursor: w.Cursor, Round: w.Round, Term: l.Term})
	if err != nil {
		return fmt.Errorf("save watermark: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}
