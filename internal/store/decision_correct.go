package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Doubt is a decision whose booking IIQ may tell more about.
type Doubt struct {
	DecisionID uuid.UUID
	WorkItemID string
	state      string
	refusal    string
}

// Doubts names up to limit ends that are to be looked at again now, and puts the next look off. Of those that versions
// before refused by the comment alone there may be as many again.
func (d Corrections) Doubts(ctx context.Context, limit int) ([]Doubt, error) {
	rows, err := db.New(d.pool).DecisionsInDoubt(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list ends that are in doubt: %w", err)
	}
	doubts := make([]Doubt, len(rows))
	for i, r := range rows {
		doubts[i] = Doubt{DecisionID: r.ID, WorkItemID: r.WorkItemID, state: r.State, refusal: r.Refusal}
	}
	return doubts, nil
}

// Correct books a decision anew where IIQ now says otherwise how its item ended. The log gets an entry that names the one
// it corrects; the cards and the clicker follow. It reports what the decision is booked as now, "" where nothing changed:
// IIQ confirms the booking or leaves it in doubt, or the item is in another round.
func (d Corrections) Correct(ctx context.Context, doubt Doubt, o approvals.OutcomeView) (approvals.Booking, error) {
	var booked approvals.Booking
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		booked = ""
		item, err := t.LockWorkItem(ctx, doubt.WorkItemID)
		if err != nil {
			return fmt.Errorf("lock work item: %w", err)
		}
		row, err := t.LockDecision(ctx, doubt.DecisionID)
		if err != nil {
			return fmt.Errorf("lock decision: %w", err)
		}
		if row.State != doubt.state || row.Refusal != doubt.refusal || item.Round != row.Round || item.State != db.ItemClosed {
			return nil
		}
		c, booking, err := bookRow(ctx, t.Queries, item, row, o)
		if err != nil {
			return err
		}
		booked, err = d.correct(ctx, t, c, item, row, booking, o)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("correct the booking of decision %s: %w", doubt.DecisionID, err)
	}
	return booked, nil
}

func (d Corrections) correct(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, booking approvals.Booking,
	o approvals.OutcomeView) (approvals.Booking, error) {
	recorded := row.State == string(approvals.DecisionRecorded)
	switch {
	case booking == approvals.BookedRecorded && !recorded:
		return d.correctToRecorded(ctx, t, c, item, row, o)
	case booking == approvals.BookedOther && (recorded || approvals.RefusalCode(row.Refusal).Unclear()):
		r, err := tooLate(ctx, t, item, row, o)
		if err != nil {
			return "", err
		}
		return booking, d.correctToOther(ctx, t, c, item, row, o, r)
	case booking == approvals.BookedContested && recorded:
		// The card must not say that the decider did what IIQ says of somebody else.
		return booking, d.correctToOther(ctx, t, c, item, row, o, &approvals.Refusal{Code: approvals.RefusedUnheard})
	case booking == approvals.BookedRecorded && o.Named():
		// IIQ confirms what is booked, and names who decided.
		return "", lookAgain(ctx, t.Queries, row, false)
	}
	return "", nil
}

// correctToRecorded: the decision had its effect after all. One decision of a round is recorded at most.
func (d Corrections) correctToRecorded(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision,
	o approvals.OutcomeView) (approvals.Booking, error) {
	if ours, err := decisionOfRound(ctx, t.Queries, item); err != nil || ours != nil {
		return "", err
	}
	if err := d.bookAnew(ctx, t, row, approvals.DecisionRecorded, &approvals.Refusal{Code: approvals.TakenAfterAll}); err != nil {
		return "", err
	}
	if err := closeHere(ctx, t, item.ID, outcomeHere(c, row, o.At), row.CardID.UUID); err != nil {
		return "", err
	}
	if err := d.noteRequester(ctx, t, item.ID, row.IdentityID); err != nil {
		return "", err
	}
	return approvals.BookedRecorded, d.corrected(ctx, t, c, item, row, approvals.BookedRecorded, nil)
}

// correctToOther: IIQ names somebody else, and the decision had no effect, or nobody can say whether it had.
func (d Corrections) correctToOther(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, o approvals.OutcomeView,
	r *approvals.Refusal) error {
	if err := d.bookAnew(ctx, t, row, approvals.DecisionRefused, r); err != nil {
		return err
	}
	if err := d.endAnew(ctx, t, item, row, o); err != nil {
		return err
	}
	return d.corrected(ctx, t, c, item, row, approvals.BookedOther, r)
}

// endAnew ends an item as IIQ tells, after the given decision of it was booked anew. An end that another decision of the round has
// made stays as it is: that decision is looked at by itself.
func (d Corrections) endAnew(ctx context.Context, t *tx.Tx, item db.WorkItem, row db.Decision, o approvals.OutcomeView) error {
	if ours, err := decisionOfRound(ctx, t.Queries, item); err != nil || ours != nil {
		return err
	}
	by, err := displayOf(ctx, t.Queries, o.By)
	if err != nil {
		return err
	}
	o.By = by
	return closeHere(ctx, t, item.ID, o, row.CardID.UUID)
}

func (d Corrections) bookAnew(ctx context.Context, t *tx.Tx, row db.Decision, state approvals.DecisionState, r *approvals.Refusal) error {
	p := db.CorrectDecisionParams{ID: row.ID, State: string(state), Refusal: string(r.Code), RefusalDetail: stored.JSON(r)}
	if err := t.CorrectDecision(ctx, p); err != nil {
		return fmt.Errorf("book anew: %w", err)
	}
	return nil
}

// corrected writes the entry on a correction, and lets the clicker know.
func (d Corrections) corrected(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, booked approvals.Booking,
	r *approvals.Refusal) error {
	before, err := t.AuditEndOfDecision(ctx, db.AuditEndOfDecisionParams{Number: item.Number, DecisionID: row.ID.String()})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("find the entry that is corrected: %w", err)
	}
	fix := &audit.Correction{Seq: before.Seq, Kind: before.Kind, Booked: string(approvals.DecisionRefused)}
	if booked == approvals.BookedRecorded {
		fix.Booked = string(approvals.DecisionRecorded)
	}
	if err := d.decisions().recordCorrection(ctx, t, c, item, row, fix, r); err != nil {
		return err
	}
	if err := oweNotice(ctx, t, row.ID); err != nil {
		return err
	}
	return tx.HomeSoon(ctx, t, row.SlackTeamID, row.SlackUserID, row.ID.String()+" corrected")
}

// foundRecorded records a decision of the item's round that was given up after its write had been sent, if o is the effect of that
// write. It reports whether there was one; the item is then closed by it.
func (d Decisions) foundRecorded(ctx context.Context, t *tx.Tx, item db.WorkItem, o approvals.OutcomeView) (bool, error) {
	rows, err := t.GivenUpAfterWrite(ctx, db.GivenUpAfterWriteParams{WorkItemID: item.ID, Round: item.Round})
	if err != nil {
		return false, fmt.Errorf("read decisions that were given up: %w", err)
	}
	for _, row := range rows {
		c, booking, err := bookRow(ctx, t.Queries, item, row, o)
		if err != nil {
			return false, err
		}
		if booking != approvals.BookedRecorded {
			continue
		}
		if err := d.endRecorded(ctx, t, c, item, row, o.At); err != nil {
			return false, err
		}
		return true, lookAgain(ctx, t.Queries, row, !o.Named())
	}
	return false, nil
}
