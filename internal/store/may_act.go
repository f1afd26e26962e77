package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
)

// mayAct reads how somebody stands to an item and judges what they ask for: a *Refusal where they may not. row is the item, zero
// where our tables do not have it. Where a decision follows, its lock is held.
func (d Standings) mayAct(ctx context.Context, q *db.Queries, row db.WorkItem, a approvals.Ask) (approvals.Standing, error) {
	s, err := d.standing(ctx, q, row, a)
	if err != nil {
		return s, err
	}
	if r := d.Policy().MayAct(a, s); r != nil {
		return s, r
	}
	return s, nil
}

func (d Standings) standing(ctx context.Context, q *db.Queries, row db.WorkItem, a approvals.Ask) (s approvals.Standing, err error) {
	if s.Known = row.ID != ""; !s.Known {
		return s, nil
	}
	approver, err := q.GetApprover(ctx, db.GetApproverParams{WorkItemID: row.ID, IdentityID: a.Who.ID})
	if errors.Is(err, pgx.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read approver: %w", err)
	}
	s.Approver, s.Active = true, approver.Active
	if s.Item, err = stored.WorkItemFrom(row); err != nil {
		return s, err
	}
	if a.Purpose == approvals.ToDecide {
		if s.Item, err = knowPeople(ctx, q, s.Item); err != nil {
			return s, err
		}
	}
	s.Exposure = d.rules.VerdictOf(row, s.Item)
	s.Open, s.OwnerWorkgroup = row.State == db.ItemOpen, row.OwnerWorkgroup
	s.Ended = approvals.OutcomeView{Outcome: approvals.Outcome(row.Outcome), By: row.OutcomeBy, At: stored.TimeOf(row.ClosedAt)}
	if !s.Active {
		o, err := owners.Read(ctx, q, []string{row.OwnerID})
		if err != nil {
			return s, err
		}
		s.OwnerName = o.Name(s.Item.Owner)
	}
	if a.Purpose == approvals.ToDecide {
		s.Decision, err = decisionOfRound(ctx, q, row)
	}
	return s, err
}

// itemOrNone makes the zero item of one that our tables do not have.
func itemOrNone(row db.WorkItem, err error) (db.WorkItem, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return db.WorkItem{}, nil
	}
	if err != nil {
		return db.WorkItem{}, fmt.Errorf("read work item: %w", err)
	}
	return row, nil
}

// decisionOfRound gives the decision on its way in the item's round, or the one that ended it; nil when there is none.
func decisionOfRound(ctx context.Context, q *db.Queries, row db.WorkItem) (*approvals.DecisionView, error) {
	dec, err := q.DecisionOfRound(ctx, db.DecisionOfRoundParams{WorkItemID: row.ID, Round: row.Round})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read decision: %w", err)
	}
	trouble, err := stored.TroubleFrom(dec.Stalled, dec.Trouble, dec.LastError)
	if err != nil {
		return nil, fmt.Errorf("read trouble of decision %s: %w", dec.ID, err)
	}
	return &approvals.DecisionView{ID: dec.ID, Verdict: approvals.Verdict(dec.Verdict), State: approvals.DecisionState(dec.State),
		DeciderID: dec.IdentityID, DeciderName: dec.DeciderName, Comment: dec.Comment,
		ClickedAt: dec.ClickedAt, EndedAt: stored.TimeOf(dec.EndedAt), Trouble: trouble}, nil
}

// MayWrite judges a decision just before its write. who is the decider under a name that IIQ has for them, s how they stand to the
// item, both as IIQ has it now; s needs no Exposure. nil means that the decision may be written.
func (d Standings) MayWrite(ctx context.Context, c Claim, who approvals.Identity, s approvals.Standing) (*approvals.Refusal, error) {
	row, err := d.itemStored(ctx, s.Item.ID)
	if err != nil {
		return nil, err
	}
	if s.Exposure, err = d.rules.VerdictNow(row, s.Item); err != nil {
		return nil, err
	}
	ask := approvals.Ask{Who: who, Purpose: approvals.ToWrite, Verdict: c.Verdict, Comment: c.Comment, Asked: c.asked, AskedFacts: c.facts}
	ask.ToldOfChange, err = db.New(d.pool).ToldOfChange(ctx,
		db.ToldOfChangeParams{WorkItemID: c.Write.WorkItemID, Round: c.Round, IdentityID: c.IdentityID})
	if err != nil {
		return nil, fmt.Errorf("read refused decisions: %w", err)
	}
	return d.Policy().MayAct(ask, s), nil
}

// itemStored reads an item; nil where our tables do not have it.
func (d Standings) itemStored(ctx context.Context, id string) (*db.WorkItem, error) {
	row, err := db.New(d.pool).GetWorkItem(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read work item %s: %w", id, err)
	}
	return &row, nil
}
