package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// AtOnce runs one statement, or one trip, on a connection that is not asked first whether it still writes: each replica does so each
// second, and the question would double what that costs. Where the connection turns out to be of no use, do runs once more on one
// that was asked. So do may run twice, and begins with a write or fails itself where it finds the server read-only.
func AtOnce(ctx context.Context, do func(ctx context.Context) error) error {
	err := do(Trusting(ctx))
	if err == nil || ctx.Err() != nil || !ofNoUse(err) {
		return err
	}
	return do(ctx)
}

// ErrReadOnly is for whoever finds in the answer of a statement that reads that the server takes no writes.
var ErrReadOnly = errors.New("the server takes no writes")

// ofNoUse reports whether an error may be the connection's own: it was cut, its server ends or takes no writes.
func ofNoUse(err error) bool {
	var answer *pgconn.PgError
	var unconnected *pgconn.ConnectError
	switch {
	case errors.As(err, &unconnected) || errors.Is(err, pgx.ErrNoRows):
		return false
	case errors.As(err, &answer):
		// https://www.postgresql.org/docs/current/errcodes-appendix.html: class 57P is that of a server which ends or starts.
		return answer.Code == readOnlyCode || strings.HasPrefix(answer.Code, "57P")
	}
	return true
}
