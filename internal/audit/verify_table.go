package audit

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// VerifyTable checks the whole log as it is at one moment, in the memory of one row. A *BrokenError names the first row
// that is wrong; any other error says that it could not be read. progress, which may be nil, is told of the rows so far.
func VerifyTable(ctx context.Context, from Beginner, progress func(rows int64)) (Found, error) {
	c := chain{}
	err := snapshot(ctx, from, func(tx pgx.Tx) error {
		head, err := db.New(tx).AuditHead(ctx)
		if err != nil {
			return fmt.Errorf("read end of audit log: %w", err)
		}
		err = Each(ctx, tx, Filter{}, func(r Row) error {
			if progress != nil && c.found.Rows%10_000 == 9_999 {
				progress(c.found.Rows + 1)
			}
			return c.next(r)
		})
		if err != nil {
			return err
		}
		return c.end(head.RemovedTo, head.Seq, head.Hash)
	})
	return c.found, err
}
