package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// foundRecorded records a decision of the item's round that was given up after its write had been sent, if o is the effect of that
// write. It reports whether there was one; the item is then closed by it.
func (d Decisions) foundRecorded(ctx context.Context, t *Tx, item db.WorkItem, o approvals.OutcomeView) (bool, error) {
	rows, err := t.GivenUpAfterWrite(ctx, db.GivenUpAfterWriteParams{WorkItemID: item.ID, Round: item.Round})
	if err != nil {
		return false, fmt.Errorf("read decisions that were given up: %w", err)
	}
	for _, row := range rows {
		w := approvals.Write{WorkItemID: item.ID, ApproverID: row.IdentityID, State: approvals.Verdict(row.Verdict).IIQState(), Comment: row.SentComment}
		if o.Of(w) {
			return true, d.recordLate(ctx, t, item, row, o)
		}
	}
	return false, nil
}

func (d Decisions) recordLate(ctx context.Context, t *Tx, item db.WorkItem, row db.Decision, o approvals.OutcomeView) error {
	now := d.clock()
	if err := t.EndDecision(ctx, db.EndDecisionParams{ID: row.ID, State: string(approvals.DecisionRecorded), RefusalDetail: []byte("{}"), EndedAt: &now}); err != nil {
		return fmt.Errorf("end decision: %w", err)
	}
	if err := t.applyRecorded(ctx, item, row, o.At); err != nil {
		return err
	}
	known, err := t.IdentitiesByID(ctx, []string{row.IdentityID})
	if err != nil {
		return fmt.Errorf("read decider: %w", err)
	}
	c := Claim{Attempt: row.Attempt, Answer: approvals.Answer{Found: true, Completer: o.By, Ended: o.At, Text: o.Comment}}
	if len(known) == 1 {
		c.IdentityName = known[0].Name
	}
	if err := d.recordEnd(ctx, t, c, item, row, audit.DecisionRecorded, nil); err != nil {
		return err
	}
	return homeSoon(ctx, t, row.SlackTeamID, row.SlackUserID, row.ID.String()+" recorded")
}
