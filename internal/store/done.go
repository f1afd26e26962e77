package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// DonePage reads one page of somebody's own decisions, newest first; Total counts all of them. An offset past the end gives
// the last page.
func (d Lists) DonePage(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error) {
	q := db.New(d.pool)
	total, err := q.CountDone(ctx, viewer.ID)
	if err != nil {
		return approvals.Page{}, fmt.Errorf("count own decisions: %w", err)
	}
	limit, offset = approvals.PageWithin(int(total), offset, limit)
	rows, err := q.DoneItems(ctx, db.DoneItemsParams{IdentityID: viewer.ID, MaxRows: int32(limit), SkipRows: int32(offset)})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("read own decisions: %w", err)
	}
	p := approvals.Page{Viewer: viewer, Total: int(total), Offset: offset, Now: d.clock()}
	for _, r := range rows {
		done, err := d.doneRow(r.Decision, r.WorkItem)
		if err != nil {
			return approvals.Page{}, err
		}
		p.Done = append(p.Done, done)
	}
	return p, d.freshness(ctx, q, &p)
}

func (d Lists) doneRow(decision db.Decision, item db.WorkItem) (approvals.DoneRow, error) {
	w, err := workItemFrom(item)
	if err != nil {
		return approvals.DoneRow{}, err
	}
	x := d.judging().verdictOf(item, w)
	w = approvals.Exposed(w, x)
	if decision.EntityID != "" {
		name := d.decisions().exposedName(decision.EntityName)
		if approvals.Invisible(x) {
			name = ""
		}
		return approvals.DoneRow{Entity: true, Unheard: decision.Refusal == string(approvals.RefusedUnheard), Target: name, What: w.Description, Verdict: approvals.Verdict(decision.Verdict),
			State: approvals.DecisionState(decision.State), At: decision.ClickedAt}, nil
	}
	target := w.Target.Display
	if target == "" {
		target = w.Target.Name
	}
	return approvals.DoneRow{Number: w.Number, Target: target, What: approvals.What(w), Lines: len(w.Lines), Show: approvals.ShowLabel(x), Verdict: approvals.Verdict(decision.Verdict),
		State: approvals.DecisionState(decision.State), At: decision.ClickedAt}, nil
}
