package audit

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// insufficientPrivilege is Postgres's code for what a role may not do, and the one that the log's own triggers raise.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const insufficientPrivilege = "42501"

// refused reports whether Postgres did not let the role do it.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == insufficientPrivilege
}
