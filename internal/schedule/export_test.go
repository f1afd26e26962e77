package schedule

import (
	"context"

	"github.com/iiq-approvals/bot/internal/db"
)

// TakenSeats counts the seats that are taken now.
func (s *Seats) TakenSeats(ctx context.Context) (int, error) {
	n, err := db.New(s.on).CountSeats(ctx)
	return int(n), err
}
