package audit_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// BenchmarkWriters shows what the one chain costs transactions that run side by side: each writes three rows of its own, and
// with the log an entry at its end.
func BenchmarkWriters(b *testing.B) {
	config, err := pgxpool.ParseConfig(dbtest.URL(b))
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = 16
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	if _, err := pool.Exec(b.Context(), "CREATE TABLE clicks (id bigserial PRIMARY KEY, what text)"); err != nil {
		b.Fatal(err)
	}
	for _, logged := range []bool{false, true} {
		b.Run(fmt.Sprintf("logged=%t", logged), func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error {
						for range 3 {
							if _, err := tx.Exec(b.Context(), "INSERT INTO clicks (what) VALUES ('a click')"); err != nil {
								return err
							}
						}
						if !logged {
							return nil
						}
						return audit.Append(b.Context(), db.New(tx), decided("1", "sam", "a comment"))
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkMillion exports and checks a million rows; run it with -benchtime 1x.
func BenchmarkMillion(b *testing.B) {
	pool := dbtest.New(b)
	const fill = `DO $$ BEGIN FOR n IN 1 .. 5000 LOOP
		INSERT INTO audit_log (kind, payload) SELECT 'click.refused', ('{"comment":"' || repeat('x', 500) || i || '"}')::json
			FROM generate_series(1, 200) AS i;
		COMMIT;
	END LOOP; END $$`
	if _, err := pool.Exec(b.Context(), fill); err != nil {
		b.Fatal(err)
	}
	b.Run("export", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := audit.Export(b.Context(), pool, audit.Filter{}, audit.CSV, io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if _, err := audit.VerifyTable(b.Context(), pool, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
