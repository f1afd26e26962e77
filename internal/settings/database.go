package settings

import (
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/redaction"
)

type databaseEnv struct {
	URL string `env:"DATABASE_URL"`
}

func (e databaseEnv) parse(r *checker) Database {
	return Database{URL: r.secret("DATABASE_URL", e.URL, DatabaseExpected, func(s string) bool {
		_, err := pgxpool.ParseConfig(s)
		return err == nil && redaction.DatabaseAddress(s)
	})}
}

// Database says where Postgres is.
type Database struct{ URL Secret }
