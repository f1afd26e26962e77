package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// RulesTrial is what some rules would say about one open item.
type RulesTrial struct {
	Number string
	Type   approvals.ItemType
	// Lines is how many lines the item has.
	Lines   int
	Verdict sensitivity.Verdict
}

const tryPage = 500

// TryRules says what these rules would say about every open item, whatever rules are in force, in the order of ids and
// page by page. It changes nothing. An error of each ends it.
func TryRules(ctx context.Context, conn db.DBTX, rules sensitivity.Rules, each func(RulesTrial) error) error {
	q, after := db.New(conn), ""
	for {
		rows, err := q.OpenItemsPage(ctx, db.OpenItemsPageParams{After: after, MaxRows: tryPage})
		if err != nil {
			return fmt.Errorf("list open work items: %w", err)
		}
		for _, r := range rows {
			w, err := workItemFrom(r)
			if err != nil {
				return err
			}
			if err := each(RulesTrial{Number: w.Number, Type: w.Type, Lines: len(w.Lines), Verdict: rules.Judge(approvals.Sensitive(w))}); err != nil {
				return err
			}
			after = r.ID
		}
		if len(rows) < tryPage {
			return nil
		}
	}
}
