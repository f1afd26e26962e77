package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// mayAct reads how somebody stands to an item and judges what they ask for: a *Refusal where they may not. row is the item, zero
// where our tables do not have it. It is for all purposes but ToDecide, for which Clicks read more.
func (d Standings) mayAct(ctx context.Context, q *db.Queries, row db.WorkItem, a approvals.Ask) (approvals.Standing, error) {
	r := relation{row: row}
	if row.ID != "" {
		var err error
		if r.active, err = approverNow(ctx, q, row.ID, a.Who.ID); err != nil {
			return approvals.Standing{Known: true}, err
		}
	}
	return d.judge(ctx, q, r, a)
}

// relation is what our tables have of how somebody stands to an item.
type relation struct {
	// row is zero where our tables do not have the item.
	row db.WorkItem
	// active is whether they may decide the item; nil for somebody who never might.
	active *bool
	// decision is the one on its way in the item's round, or the recorded one; nil when there is none. It counts for ToDecide alone.
	decision *db.Decision
	// privileged is as in approvals.Standing.
	privileged bool
}

// judge judges what somebody asks for: a *Refusal where they may not. Where a decision follows, the lock of the item is held.
func (d Standings) judge(ctx context.Context, q *db.Queries, r relation, a approvals.Ask) (approvals.Standing, error) {
	s, err := d.standing(ctx, q, r, a)
	if err != nil {
		return s, err
	}
	if r := d.Policy().MayAct(a, s); r != nil {
		return s, r
	}
	return s, nil
}

func (d Standings) standing(ctx context.Context, q *db.Queries, r relation, a approvals.Ask) (s approvals.Standing, err error) {
	row := r.row
	if s.Known = row.ID != ""; !s.Known || r.active == nil {
		return s, nil
	}
	s.Approver, s.Active = true, *r.active
	if s.Item, err = stored.WorkItemFrom(row); err != nil {
		return s, err
	}
	if a.Purpose == approvals.ToDecide {
		if s.Item, err = knowPeople(ctx, q, s.Item); err != nil {
			return s, err
		}
	}
	s.Exposure, s.Privileged = d.rules.VerdictOf(row, s.Item), r.privileged
	s.Open, s.OwnerWorkgroup = row.State == db.ItemOpen, row.OwnerWorkgroup
	s.Ended = approvals.OutcomeView{Outcome: approvals.Outcome(row.Outcome), By: row.OutcomeBy, At: stored.TimeOf(row.ClosedAt)}
	if !s.Active {
		o, err := owners.Read(ctx, q, []string{row.OwnerID})
		if err != nil {
			return s, err
		}
		s.OwnerName = o.Name(s.Item.Owner)
	}
	if a.Purpose == approvals.ToDecide && r.decision != nil {
		s.Decision, err = decisionView(*r.decision)
	}
	return s, err
}

// approverNow tells whether somebody may decide an item; nil for somebody who never might.
func approverNow(ctx context.Context, q *db.Queries, itemID, identityID string) (*bool, error) {
	approver, err := q.GetApprover(ctx, db.GetApproverParams{WorkItemID: itemID, IdentityID: identityID})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read approver: %w", err)
	}
	return &approver.Active, nil
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
	return decisionView(dec)
}

func decisionView(dec db.Decision) (*approvals.DecisionView, error) {
	trouble, err := stored.TroubleFrom(dec.Stalled, dec.Trouble, dec.LastError)
	if err != nil {
		return nil, fmt.Errorf("read trouble of decision %s: %w", dec.ID, err)
	}
	lines, err := stored.LineDecisionsFrom(dec.Lines)
	if err != nil {
		return nil, fmt.Errorf("read decision %s: %w", dec.ID, err)
	}
	return &approvals.DecisionView{ID: dec.ID, CardID: dec.CardID.UUID, Verdict: approvals.Verdict(dec.Verdict),
		Lines: lines, State: approvals.DecisionState(dec.State),
		DeciderID: dec.IdentityID, DeciderName: dec.DeciderName, Comment: dec.Comment,
		ClickedAt: dec.ClickedAt, EndedAt: stored.TimeOf(dec.EndedAt), Trouble: trouble}, nil
}

// WriteFacts are what our tables say that a decision is held against just before its write.
type WriteFacts struct {
	// Item is the item as IIQ has it, with the people that our tables know of it.
	Item approvals.WorkItem
	// Name and Display are what our tables call the decider now; "" where they call them nothing.
	Name, Display string
	// row is what is stored of the item, nil where nothing is.
	row *db.WorkItem
	// toldOfChange: a decision of theirs was refused in this round already since something had changed.
	toldOfChange bool
	// others are called so who might have decided as well; allOthers tells that these are all.
	others    []db.NamesOfApproversRow
	allOthers bool
}

// FactsForWrite reads, in one trip, what a decision is held against beside what IIQ tells of its item and its decider, whom IIQ has
// just told of: that they were missing counts no more.
func (d Standings) FactsForWrite(ctx context.Context, c Claim, w approvals.WorkItem) (WriteFacts, error) {
	f := WriteFacts{Item: w}
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) error {
		return absences.Present(ctx, q, approvals.AbsentPerson, []string{c.IdentityID})
	})
	trip.Ask(func(q *db.Queries) (err error) {
		f.Name, f.Display, err = identityNames(ctx, q, c.IdentityID)
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		f.row, err = itemStored(ctx, q, w.ID)
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		f.toldOfChange, err = q.ToldOfChange(ctx,
			db.ToldOfChangeParams{WorkItemID: c.Write.WorkItemID, Round: c.Round, IdentityID: c.IdentityID})
		if err != nil {
			return fmt.Errorf("read refused decisions: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		f.others, err = namesOfOthers(ctx, q, c, fewApprovers)
		return err
	})
	if err := d.base.Alone(ctx, trip); err != nil {
		return f, fmt.Errorf("read what a decision is held against: %w", err)
	}
	f.allOthers = len(f.others) < fewApprovers
	var err error
	f.Item, err = peopleOf(ctx, db.New(d.pool), w, f.row)
	return f, err
}

// MayWrite judges a decision just before its write. who is the decider under a name that IIQ has for them, s how they stand to the
// item, both as IIQ has it now; s needs no Exposure. nil means that the decision may be written.
func (d Standings) MayWrite(c Claim, who approvals.Identity, s approvals.Standing, f WriteFacts) (*approvals.Refusal, error) {
	var err error
	if s.Exposure, err = d.rules.VerdictNow(f.row, s.Item); err != nil {
		return nil, err
	}
	ask := approvals.Ask{Who: who, Purpose: approvals.ToWrite, Verdict: c.Verdict,
		Lines: c.Write.Lines, Comment: c.Comment, Asked: c.asked, AskedFacts: c.facts,
		ToldOfChange: f.toldOfChange}
	return d.Policy().MayAct(ask, s), nil
}

// itemStored reads an item; nil where our tables do not have it.
func itemStored(ctx context.Context, q *db.Queries, id string) (*db.WorkItem, error) {
	row, err := q.GetWorkItem(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read work item %s: %w", id, err)
	}
	return &row, nil
}
