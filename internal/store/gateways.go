package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// GatewaySeen gives what the gateway at this place last said of itself, as JSON; nil where none was ever seen there. place is at most
// a few letters that stand for the plugin's address.
func (c *core) GatewaySeen(ctx context.Context, place string) ([]byte, error) {
	said, err := db.New(c.pool).GatewaySeen(ctx, place)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what is known of the gateway: %w", err)
	}
	return said, nil
}

// KeepGateway notes what the gateway at this place says of itself, for all replicas and after restarts.
func (c *core) KeepGateway(ctx context.Context, place string, said []byte) error {
	if err := db.New(c.pool).KeepGateway(ctx, db.KeepGatewayParams{Place: place, Said: said}); err != nil {
		return fmt.Errorf("note what is known of the gateway: %w", err)
	}
	return nil
}
