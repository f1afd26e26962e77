package audit

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// insufficientPrivilege is Postgres's code for what a role may not do. The log's own triggers raise it, too.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const insufficientPrivilege = "42501"

// refused reports whether Postgres denied it to the role.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == insufficientPrivilege
}
