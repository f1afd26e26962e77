package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Pending reads one page of what waits for somebody from our tables alone, soonest due first. offset counts items;
// limit is at most 100. An offset past the end gives the last page.
func (d Lists) Pending(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error) {
	q := db.New(d.pool)
	now := d.clock()
	counts, err := q.CountPending(ctx, db.CountPendingParams{IdentityID: viewer.ID, Now: now})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("count pending items: %w", err)
	}
	limit = max(1, min(limit, 100))
	if total := int(counts.Total); offset >= total {
		offset = max(0, (total-1)/limit*limit)
	}
	rows, err := q.PendingItems(ctx, db.PendingItemsParams{IdentityID: viewer.ID, Limit: int32(limit), Offset: int32(max(0, offset))})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("read pending items: %w", err)
	}
	p := approvals.Page{Viewer: viewer, Total: int(counts.Total), Overdue: int(counts.Overdue), Offset: max(0, offset), Now: now}
	if p.Rows, err = d.rows(ctx, q, viewer, rows, now); err != nil {
		return approvals.Page{}, err
	}
	if p.Several, err = d.several(ctx, viewer, p); err != nil {
		return approvals.Page{}, err
	}
	return p, d.freshness(ctx, q, &p)
}

// several reports whether at least two items may be approved at once: by the page itself where it has as many.
func (d Lists) several(ctx context.Context, viewer approvals.Identity, p approvals.Page) (bool, error) {
	const least = 2
	if d.cfg.Policy.BulkMax == 0 {
		return false, nil
	}
	on := 0
	for _, row := range p.Rows {
		if row.Alone == nil {
			on++
		}
	}
	if on >= least || p.Total <= len(p.Rows) {
		return on >= least, nil
	}
	offer, err := d.BulkOffer(ctx, viewer)
	return len(offer.Offered) >= least, err
}

// bulkBeside is how many items more than a bulk may have are looked at for it: those that are not offered are named.
const bulkBeside = 50

// BulkOffer reads what somebody may approve at once, and what waits beside it. Access reviews are none of either.
func (d Lists) BulkOffer(ctx context.Context, viewer approvals.Identity) (approvals.BulkOffer, error) {
	q, now, policy := db.New(d.pool), d.clock(), d.Policy()
	offer := approvals.BulkOffer{Viewer: viewer, CommentDemanded: policy.ApproveComment, CommentByIIQ: d.commentDemands().Approve, Now: now}
	found, err := q.PendingItems(ctx, db.PendingItemsParams{IdentityID: viewer.ID, Limit: int32(policy.BulkMax + bulkBeside)})
	if err != nil {
		return offer, fmt.Errorf("read pending items: %w", err)
	}
	rows, err := d.rows(ctx, q, viewer, found, now)
	if err != nil {
		return offer, err
	}
	for _, row := range rows {
		switch {
		case row.Type == approvals.TypeCertification:
		case row.Alone != nil:
			offer.Left = append(offer.Left, approvals.RefusedRow{Row: row, Why: row.Alone})
		case len(offer.Offered) < policy.BulkMax:
			offer.Offered = append(offer.Offered, row)
		}
	}
	return offer, nil
}

// alone says why a row is not offered for an approval along with others; nil where it is. x is the verdict on its item.
func (d Lists) alone(r db.PendingItemsRow, v approvals.CardView, x sensitivity.Verdict, privileged bool) *approvals.Refusal {
	if r.WorkItem.NotRecorded {
		return &approvals.Refusal{Code: approvals.RefusedGivenUp}
	}
	return d.Policy().MayAct(approvals.Ask{Who: v.Viewer, Purpose: approvals.ToOffer, Verdict: approvals.Approve},
		approvals.Standing{Known: true, Approver: true, Active: true, Item: v.Item, Exposure: x, Open: r.WorkItem.State == db.ItemOpen,
			Decision: v.Decision, Privileged: privileged})
}

func (d Lists) rows(ctx context.Context, q *db.Queries, viewer approvals.Identity, rows []db.PendingItemsRow,
	now time.Time) ([]approvals.Row, error) {
	items := make([]db.WorkItem, len(rows))
	for i, r := range rows {
		items[i] = r.WorkItem
	}
	book, err := d.views().book(ctx, q, items, viewer.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(items))
	for i, row := range items {
		ids[i] = row.ID
	}
	privileged, err := q.PrivilegedByContext(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read which items are privileged: %w", err)
	}
	out := make([]approvals.Row, 0, len(rows))
	for _, r := range rows {
		w, err := stored.WorkItemFrom(r.WorkItem)
		if err != nil {
			return nil, err
		}
		row, err := d.row(w, r, viewer, book, now, slices.Contains(privileged, w.ID))
		if err != nil {
			return nil, err
		}
		if row.ConfirmProof, err = d.prove(ctx, q, row.Confirm, row.WorkItemID, viewer.ID, row.RequestMark, row.FactsMark); err != nil {
			return nil, err
		}
		if row.Show != sensitivity.None {
			out = append(out, row)
		}
	}
	return out, d.views().reviewsOfRows(ctx, q, out)
}

// row gives one row. privileged is as in approvals.Standing.
func (d Lists) row(w approvals.WorkItem, r db.PendingItemsRow, viewer approvals.Identity, b *book, now time.Time,
	privileged bool) (approvals.Row, error) {
	x := d.rules.VerdictOf(r.WorkItem, w)
	policy := d.Policy()
	v := approvals.CardView{Item: w, Viewer: viewer, LinkOnly: policy.LinkOnlyFor(x, w, viewer), Now: now,
		Requester: b.person(w.Requester), Target: b.person(w.Target)}
	if r.DecisionID.Valid {
		trouble, err := stored.RowTrouble(r)
		if err != nil {
			return approvals.Row{}, fmt.Errorf("read trouble of decision %s: %w", r.DecisionID.UUID, err)
		}
		lines, err := stored.LineDecisionsFrom(r.DecisionLines)
		if err != nil {
			return approvals.Row{}, fmt.Errorf("read decision %s: %w", r.DecisionID.UUID, err)
		}
		v.Decision = &approvals.DecisionView{ID: r.DecisionID.UUID, Verdict: approvals.Verdict(*r.DecisionVerdict),
			Lines: lines, State: approvals.DecisionRecording,
			DeciderID: *r.DecisionIdentity, DeciderName: *r.DecisionName, Trouble: trouble}
	}
	phase, alone, offer := phaseOf(r.WorkItem, v), d.alone(r, v, x, privileged), policy.LineOffer(x, w)
	v.Expose(x)
	w = v.Item
	v.Privileged = privileged && !approvals.Restricted(x)
	row := approvals.Row{
		WorkItemID: w.ID, Number: w.Number, UnreadDates: w.UnreadDates, Type: w.Type, Phase: phase, LinkOnly: v.LinkOnly,
		LineOffer: offer,
		Requester: v.Requester.Name, Target: v.Target.Name, What: approvals.What(w), Lines: len(w.Lines),
		Level: w.Level, Created: w.Created, Due: w.Due, Warnings: v.Warnings(), WorkItemURL: d.links.WorkItemURL(w.ID),
		Decision: v.Decision, CommentOnApprove: policy.ApproveComment || x.Demands.Comment, CommentByRules: x.Demands.Comment,
		CommentByIIQ: d.commentDemands(),
		Confirm:      x.Demands.Confirmation, Show: v.Show,
		SnoozedUntil: stillAhead(r.SnoozedUntil, now), RequestMark: v.RequestMark(), FactsMark: v.FactsMark(),
		Alone: alone.Exposed(x), OfferMark: approvals.OfferMark(v.RequestDigest, v.FactsDigest),
		Decided: w.DecidedLines(), Comments: len(w.Comments) + w.OlderComments,
	}
	if len(w.Lines) > 0 {
		row.Start, row.End = w.Lines[0].Start, w.Lines[0].End
	}
	return row, nil
}

// freshness notes when IIQ was last read with success.
func (d Lists) freshness(ctx context.Context, q *db.Queries, p *approvals.Page) error {
	last, err := q.LastGoodPoll(ctx)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read last poll: %w", err)
	}
	p.AsOf = stored.TimeOf(last)
	p.Stale = p.AsOf.IsZero() || p.Now.Sub(p.AsOf) > 2*d.cfg.PollInterval
	return nil
}

// Home reads what the Home tab shows: the first items that wait, and what was decided lately.
func (d Lists) Home(ctx context.Context, viewer approvals.Identity) (approvals.Page, error) {
	return d.HomePage(ctx, viewer, 0)
}

// HomePage is Home with another page of what waits; offset counts items.
func (d Lists) HomePage(ctx context.Context, viewer approvals.Identity, offset int) (approvals.Page, error) {
	const rows, done = 20, 5
	p, err := d.Pending(ctx, viewer, offset, rows)
	if err != nil {
		return approvals.Page{}, err
	}
	settings, err := d.persons().Settings(ctx, viewer.ID)
	if err != nil {
		return approvals.Page{}, err
	}
	settings = d.cfg.Reminders.WithDefaults(settings)
	p.Settings = &settings
	p.Done, err = d.Done(ctx, viewer, done)
	return p, err
}

// Done reads somebody's own last decisions, newest first.
func (d Lists) Done(ctx context.Context, viewer approvals.Identity, limit int) ([]approvals.DoneRow, error) {
	rows, err := db.New(d.pool).DecisionsOfIdentity(ctx, db.DecisionsOfIdentityParams{IdentityID: viewer.ID, Limit: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("read own decisions: %w", err)
	}
	var done []approvals.DoneRow
	for _, r := range rows {
		row, err := d.doneRow(r.Decision, r.WorkItem)
		if err != nil {
			return nil, err
		}
		done = append(done, row)
	}
	return done, nil
}

// ByNumber finds one of somebody's items by the number that people see; a *Refusal when there is none.
func (d Lists) ByNumber(ctx context.Context, viewer approvals.Identity, number string) (string, error) {
	number = strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(number), "#"), "0")
	if number == "" {
		return "", approvals.Refuse(approvals.RefusedNoSuchItem)
	}
	id, err := db.New(d.pool).ItemByNumber(ctx, db.ItemByNumberParams{IdentityID: viewer.ID, Number: number})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", approvals.Refuse(approvals.RefusedNoSuchItem)
	}
	if err != nil {
		return "", fmt.Errorf("find item by number: %w", err)
	}
	return id, nil
}

// HomeOpened notes that somebody opened their Home tab, and asks for a fresh one.
func (d Lists) HomeOpened(ctx context.Context, teamID, slackUserID string) error {
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		if err := t.HomeOpened(ctx, db.HomeOpenedParams{TeamID: teamID, SlackUserID: slackUserID}); err != nil {
			return fmt.Errorf("note home tab: %w", err)
		}
		t.Home(slackUserID, uuid.NewString())
		return nil
	})
}

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
	w, err := stored.WorkItemFrom(item)
	if err != nil {
		return approvals.DoneRow{}, err
	}
	x := d.rules.VerdictOf(item, w)
	w = approvals.Exposed(w, x)
	if decision.EntityID != "" {
		name := d.decisions().exposedName(decision.EntityName)
		if approvals.Invisible(x) {
			name = ""
		}
		return approvals.DoneRow{Entity: true, Unheard: approvals.RefusalCode(decision.Refusal).Unclear(), Target: name,
			What: w.Description, Verdict: approvals.Verdict(decision.Verdict),
			State: approvals.DecisionState(decision.State), At: decision.ClickedAt}, nil
	}
	target := w.Target.Display
	if target == "" {
		target = w.Target.Name
	}
	lines, err := stored.LineDecisionsFrom(decision.Lines)
	if err != nil {
		return approvals.DoneRow{}, fmt.Errorf("read decision %s: %w", decision.ID, err)
	}
	var counts approvals.LineCounts
	if lines.Mixed() {
		counts = lines.Counts()
	}
	return approvals.DoneRow{Number: w.Number, Target: target, What: approvals.What(w), Lines: len(w.Lines), Show: approvals.ShowLabel(x),
		Unheard: approvals.RefusalCode(decision.Refusal).Unclear(),
		Verdict: approvals.Verdict(decision.Verdict), Approved: counts.Approved, Denied: counts.Denied,
		State: approvals.DecisionState(decision.State), At: decision.ClickedAt}, nil
}
