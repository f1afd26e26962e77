package bulks

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// BulkView reads what the message on a bulk should tell now. Whoever has lost the identity that decided sees how many ended how, and of
// no item.
func (d Bulks) BulkView(ctx context.Context, c Claim) (approvals.BulkView, error) {
	v, q := approvals.BulkView{ID: c.ID}, d.queries()
	var err error
	if v.Language, err = d.people.LanguageOfSlackUser(ctx, c.SlackTeamID, c.SlackUserID); err != nil {
		return v, err
	}
	items, err := q.BulkItems(ctx, c.ID)
	if err != nil {
		return v, fmt.Errorf("read items of bulk %s: %w", c.ID, err)
	}
	var ids []string
	why := map[string]*approvals.Refusal{}
	for _, i := range items {
		state, r, err := endOf(i)
		if err != nil {
			return v, fmt.Errorf("read item %s of bulk %s: %w", i.WorkItemID, c.ID, err)
		}
		switch {
		case state == approvals.DecisionRecording:
			v.Waiting++
		case r == nil:
			v.Recorded++
		default:
			v.Refused++
			ids, why[i.WorkItemID] = append(ids, i.WorkItemID), r
		}
	}
	linked, err := q.ReaderIsLinked(ctx, db.ReaderIsLinkedParams{IdentityID: c.IdentityID, SlackUserID: c.SlackUserID})
	if err != nil || !linked || len(ids) == 0 {
		return v, err
	}
	v.Failed, err = d.failed(ctx, q, c, ids, why)
	return v, err
}

// endOf gives how an item of a bulk ended: recording while it has no end, and a refusal where it was not recorded.
func endOf(i db.BulkItemsRow) (approvals.DecisionState, *approvals.Refusal, error) {
	r, state := &approvals.Refusal{}, approvals.DecisionState(i.State)
	switch {
	case !i.Decided:
		return approvals.DecisionRefused, r, json.Unmarshal(i.RefusedAtOnce, r)
	case state == approvals.DecisionRecording, state == approvals.DecisionRecorded:
		return state, nil, nil
	case state == approvals.DecisionGivenUp:
		return state, &approvals.Refusal{Code: approvals.RefusedGivenUp}, nil
	case i.Refusal == "":
		// The decision was removed since. Nobody can say any more how it ended.
		return approvals.DecisionRefused, &approvals.Refusal{Code: approvals.RefusedUnheard}, nil
	}
	return state, r, json.Unmarshal(i.RefusalDetail, r)
}

// failed names the items that were not recorded, as far as their reader may see them, in the order of the form.
func (d Bulks) failed(ctx context.Context, q *db.Queries, c Claim, ids []string,
	why map[string]*approvals.Refusal) ([]approvals.RefusedRow, error) {
	items, err := q.WorkItemsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read items: %w", err)
	}
	_, rows, err := d.people.Shown(ctx, q, c.IdentityID, items, d.base.Clock())
	if err != nil {
		return nil, err
	}
	byID := map[string]approvals.Row{}
	for _, row := range rows {
		byID[row.WorkItemID] = row
	}
	var failed []approvals.RefusedRow
	for _, id := range ids {
		if row, seen := byID[id]; seen {
			failed = append(failed, approvals.RefusedRow{Row: row, Why: why[id].Exposed(sensitivity.Verdict{Show: row.Show})})
		}
	}
	return failed, nil
}
