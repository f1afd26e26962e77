package rounds

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

const (
	// outcomesPage is how many items a gateway is asked about at once.
	outcomesPage = 200
	// maxOutcomes bounds the items that one round asks a gateway about.
	maxOutcomes = 10_000
)

// missing closes those of the missing items whose end somebody tells. The others are a reading that lacked them.
func (r *Reconcile) missing(ctx context.Context, lease schedule.Lease, readAt time.Time, ids []string, l *look) error {
	reading := absences.Reading{Kind: approvals.AbsentItem, At: readAt}
	for some := range slices.Chunk(ids, outcomesPage) {
		untold, err := r.untold(ctx, lease, readAt, some, l)
		if err != nil {
			return err
		}
		for _, id := range untold {
			reading.Absent = append(reading.Absent, absences.Absent{ID: id})
		}
	}
	if len(reading.Absent) > 0 {
		l.readings = append(l.readings, reading)
	}
	return nil
}

// untold gives those of the missing items of whose end nobody tells, and closes the others. A gateway is asked in bulk; where there
// is none, or it fails, each item's identity request is.
func (r *Reconcile) untold(ctx context.Context, lease schedule.Lease, readAt time.Time, ids []string, l *look) ([]string, error) {
	untold, err := r.untoldInBulk(ctx, lease, readAt, ids, l)
	if err == nil || stops(ctx, err) {
		return untold, err
	}
	if !errors.Is(err, approvals.ErrNotOffered) {
		r.Log.WarnContext(ctx, "the gateway does not tell how work items ended; their identity requests are asked", "error", err)
	}
	untold = nil
	for _, id := range ids {
		told, err := r.ended(ctx, lease, readAt, id, l)
		if err != nil {
			return nil, err
		}
		if !told {
			untold = append(untold, id)
		}
	}
	return untold, nil
}

// untoldInBulk asks the gateway about all items, and for the identity requests of those that are not open, since these have what
// people wrote. Where the request tells nothing, the gateway's word counts: it keeps its own. Nothing it says counts for an item
// that was opened again, since it does not know which round an end is of.
func (r *Reconcile) untoldInBulk(ctx context.Context, lease schedule.Lease, readAt time.Time, ids []string, l *look) (untold []string,
	err error) {
	if r.Bulk == nil || l.outcomes >= maxOutcomes {
		return nil, approvals.ErrNotOffered
	}
	rounds, err := r.Store.EarlierRoundsOfAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	l.outcomes += len(ids)
	asked := make([]approvals.OutcomeQuestion, len(ids))
	for n, id := range ids {
		asked[n] = approvals.OutcomeQuestion{WorkItemID: id, Request: rounds[id].Request}
	}
	told, err := r.Bulk.Outcomes(ctx, asked)
	if err != nil {
		return nil, err
	}
	requests, err := r.requestsOf(ctx, told, rounds)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, t := range told {
		if t.Fate == approvals.FateOpen {
			open = append(open, t.WorkItemID)
			continue
		}
		end, known := endTold(rounds[t.WorkItemID], requests, t)
		if !known {
			untold = append(untold, t.WorkItemID)
			continue
		}
		if err := r.close(ctx, lease, readAt, t.WorkItemID, approvals.OutcomeFrom(end, r.Clock())); err != nil {
			return nil, err
		}
	}
	return untold, r.Store.Present(ctx, approvals.AbsentItem, open)
}

// requestsOf reads the identity requests of the items that are not open, by their names.
func (r *Reconcile) requestsOf(ctx context.Context, told []approvals.ToldOutcome, rounds map[string]approvals.EarlierRounds) (
	map[string]approvals.IdentityRequest, error) {
	var names []string
	for _, t := range told {
		if t.Fate != approvals.FateOpen {
			names = append(names, rounds[t.WorkItemID].Request)
		}
	}
	return requestsByName(ctx, r.Requests, names)
}

// endTold gives how an item ended: by its identity request, else by the gateway.
func endTold(rounds approvals.EarlierRounds, requests map[string]approvals.IdentityRequest, t approvals.ToldOutcome) (
	end approvals.ApprovalSummary, known bool) {
	if end, known = rounds.Latest(requests[rounds.Request], t.WorkItemID); known && end.State != "" && !end.State.Open() {
		return end, true
	}
	return t.Summary, t.Fate == approvals.FateDecided && rounds.Round == 1
}
