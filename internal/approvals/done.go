package approvals

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// DonePage reads one page of somebody's own decisions, newest first; Total counts all of them. An offset past the end gives
// the last page.
func (d *Desk) DonePage(ctx context.Context, viewer Identity, offset, limit int) (Page, error) {
	q := db.New(d.pool)
	total, err := q.CountDone(ctx, viewer.ID)
	if err != nil {
		return Page{}, fmt.Errorf("count own decisions: %w", err)
	}
	limit, offset = pageWithin(int(total), offset, limit)
	rows, err := q.DoneItems(ctx, db.DoneItemsParams{IdentityID: viewer.ID, MaxRows: int32(limit), SkipRows: int32(offset)})
	if err != nil {
		return Page{}, fmt.Errorf("read own decisions: %w", err)
	}
	p := Page{Viewer: viewer, Total: int(total), Offset: offset, Now: d.clock()}
	for _, r := range rows {
		done, err := d.doneRow(r.Decision, r.WorkItem)
		if err != nil {
			return Page{}, err
		}
		p.Done = append(p.Done, done)
	}
	return p, d.freshness(ctx, q, &p)
}

func (d *Desk) doneRow(decision db.Decision, item db.WorkItem) (DoneRow, error) {
	w, err := itemOf(item)
	if err != nil {
		return DoneRow{}, err
	}
	x := d.verdictOf(item, w)
	w = Exposed(w, x)
	if decision.EntityID != "" {
		name := d.exposedName(decision.EntityName)
		if unseen(x) {
			name = ""
		}
		return DoneRow{Entity: true, Unheard: decision.Refusal == string(RefusedUnheard), Target: name, What: w.Description, Verdict: Verdict(decision.Verdict),
			State: DecisionState(decision.State), At: decision.ClickedAt}, nil
	}
	target := w.Target.Display
	if target == "" {
		target = w.Target.Name
	}
	return DoneRow{Number: w.Number, Target: target, What: What(w), Lines: len(w.Lines), Show: heldBack(x), Verdict: Verdict(decision.Verdict),
		State: DecisionState(decision.State), At: decision.ClickedAt}, nil
}
