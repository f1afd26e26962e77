package audit_test

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// lastAsked notes the last statement that reads the log.
type lastAsked struct {
	sql  string
	args []any
}

func (l *lastAsked) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "FROM audit_log") {
		l.sql, l.args = q.SQL, q.Args
	}
	return ctx
}

func (*lastAsked) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
