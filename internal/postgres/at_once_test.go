package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/postgres"
)

// What is asked at once is asked once more where the connection was of no use: cut, or read-only, whether a write finds that or a read
// that looks for it.
func TestAtOnceBeginsAgainOnAConnectionThatIsOfUse(t *testing.T) {
	t.Parallel()
	const aRead = "SELECT run, current_setting('transaction_read_only') = 'on' FROM identity_sync"
	for name, c := range map[string]struct {
		// spoil is run on the connection; "" cuts it from elsewhere.
		spoil, ask string
		tries      int
	}{
		"all is well":                {"SELECT 1", aWrite + " RETURNING run, false", 1},
		"a write that is refused":    {readOnlySession, aWrite + " RETURNING run, false", 2},
		"a read of a read-only one":  {readOnlySession, aRead, 2},
		"a connection that was cut":  {"", aRead, 2},
		"a statement that is wrong":  {"SELECT 1", "SELECT nothing FROM nowhere", 1},
		"a row that there is not":    {"SELECT 1", aRead + " WHERE false", 1},
		"a read that is not refused": {"SELECT 1", aRead, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, address := postgres.NewWriters(), dbtest.URL(t)
			w.Hurry(0, time.Minute)
			pool := writer(t, w, address)
			if c.spoil != "" {
				run(t, pool, c.spoil)
			} else {
				run(t, writer(t, postgres.NewWriters(), address), fmt.Sprintf("SELECT pg_terminate_backend(%d)", session(t, pool)))
			}
			tries := 0
			err := postgres.AtOnce(t.Context(), func(ctx context.Context) error {
				tries++
				var run int64
				var readOnly bool
				if err := pool.QueryRow(ctx, c.ask).Scan(&run, &readOnly); err != nil {
					return err
				}
				if readOnly {
					return postgres.ErrReadOnly
				}
				return nil
			})
			wrong := name == "a statement that is wrong" || errors.Is(err, pgx.ErrNoRows)
			if tries != c.tries || err != nil && !wrong {
				t.Errorf("got %d tries and %v, want %d", tries, err, c.tries)
			}
		})
	}
}
