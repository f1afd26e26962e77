package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// Claim is a worker's right to bring one decision to IIQ, for a limited time.
type Claim struct {
	DecisionID uuid.UUID
	Attempt    int32
	Round      int32
	Write      approvals.Write
	Verdict    approvals.Verdict
	Comment    string
	// Slack user and identity of the clicker.
	SlackTeamID, SlackUserID string
	IdentityID, DeciderName  string
	// IdentityName is the identity's name in IIQ, for references without an id.
	IdentityName string
	ClickedAt    time.Time
	// EntityID is set for a decision of 0.1.0 on an entity of an access review. Write.WorkItemID is then the review's.
	EntityID string
	// Sent is true when an earlier attempt has sent the write and its outcome may be unknown. WrittenAt is when it last
	// went out.
	Sent      bool
	WrittenAt time.Time
	// Before are the lines that had been decided before the write. The worker sets it before it writes.
	Before approvals.DecidedLines
	// Stalled is true when the card already says that IIQ does not answer.
	Stalled bool
	// Answer is what IIQ said to the write, or about the item when it was read back. The worker sets it for the audit log.
	Answer approvals.Answer
	lease  time.Duration
	asked  []byte
	facts  []byte
	// problem is why the previous attempt did not end the decision.
	problem string
}

// ClaimDecision takes a decision for this attempt, for lease. ErrClaimLost: it has ended, or another worker has it.
func (d Decisions) ClaimDecision(ctx context.Context, id uuid.UUID, attempt int32, lease time.Duration) (Claim, error) {
	row, err := db.New(d.pool).ClaimDecision(ctx, db.ClaimDecisionParams{ID: id, Attempt: attempt, Lease: lease})
	if errors.Is(err, pgx.ErrNoRows) {
		return Claim{}, approvals.ErrClaimLost
	}
	if err != nil {
		return Claim{}, fmt.Errorf("claim decision %s: %w", id, err)
	}
	name, _, err := d.IdentityNames(ctx, row.IdentityID)
	if err != nil {
		return Claim{}, fmt.Errorf("read decider of decision %s: %w", id, err)
	}
	c, err := claimFrom(row, name)
	if err != nil {
		return Claim{}, err
	}
	c.lease = lease
	return c, nil
}

// claimFrom gives what a decision's row says, to whoever works on it. name is the decider's in IIQ.
func claimFrom(row db.Decision, name string) (Claim, error) {
	v := approvals.Verdict(row.Verdict)
	c := Claim{IdentityName: name,
		DecisionID: row.ID, Attempt: row.Attempt, Round: row.Round, Verdict: v, Comment: row.Comment,
		Write:       approvals.Write{WorkItemID: row.WorkItemID, ApproverID: row.IdentityID, State: v.IIQState(), Comment: row.SentComment},
		SlackTeamID: row.SlackTeamID, SlackUserID: row.SlackUserID, IdentityID: row.IdentityID, DeciderName: row.DeciderName,
		ClickedAt: row.ClickedAt, Sent: row.SentAt != nil, Stalled: row.Stalled, asked: row.AskedHash, facts: row.FactsHash,
		EntityID: row.EntityID, problem: row.LastError, WrittenAt: timeOf(row.SentAt),
	}
	if row.WrittenAt != nil {
		c.WrittenAt = *row.WrittenAt
	}
	if err := json.Unmarshal(row.LinesBefore, &c.Before); err != nil {
		return c, fmt.Errorf("read lines that were decided before decision %s: %w", row.ID, err)
	}
	return c, nil
}

// IdentityNames gives the names that our tables have for an identity: its own and the one that people are shown; "" where they
// have none.
func (d Decisions) IdentityNames(ctx context.Context, id string) (name, display string, err error) {
	return identityNames(ctx, db.New(d.pool), id)
}

func identityNames(ctx context.Context, q *db.Queries, id string) (name, display string, err error) {
	found, err := q.IdentitiesByID(ctx, []string{id})
	if err != nil {
		return "", "", fmt.Errorf("read names of identity: %w", err)
	}
	if len(found) != 1 {
		return "", "", nil
	}
	return found[0].Name, found[0].DisplayName, nil
}

// BeforeWrite renews the claim and notes that the write goes out now, and which lines were decided before. A worker that
// finds the note knows that the write may have had its effect. ErrClaimLost: do not send.
func (d Decisions) BeforeWrite(ctx context.Context, c Claim) error {
	now := d.clock()
	n, err := db.New(d.pool).RenewDecisionClaim(ctx,
		db.RenewDecisionClaimParams{ID: c.DecisionID, Attempt: c.Attempt, Lease: c.lease, WrittenAt: &now,
			LinesBefore: decidedJSON(c.Before)})
	if err != nil {
		return fmt.Errorf("renew claim of decision %s: %w", c.DecisionID, err)
	}
	if n == 0 {
		return approvals.ErrClaimLost
	}
	return nil
}

// settle runs fn in a transaction that holds the work item and the claimed decision.
func (d Decisions) settle(ctx context.Context, c Claim, fn func(*Tx, db.WorkItem, db.Decision) error) error {
	err := d.inTx(ctx, schedule.Lease{}, func(t *Tx) error {
		item, err := t.LockWorkItem(ctx, c.Write.WorkItemID)
		if err != nil {
			return fmt.Errorf("lock work item: %w", err)
		}
		row, err := t.LockClaimedDecision(ctx, db.LockClaimedDecisionParams{ID: c.DecisionID, Attempt: c.Attempt})
		if errors.Is(err, pgx.ErrNoRows) {
			return approvals.ErrClaimLost
		}
		if err != nil {
			return fmt.Errorf("lock decision: %w", err)
		}
		return fn(t, item, row)
	})
	if err != nil {
		return fmt.Errorf("settle decision %s: %w", c.DecisionID, err)
	}
	return nil
}

// Recorded notes that IIQ has the decision, by its answer or by a later read that shows it is ours. Every copy of the
// card shows it, and a run continues with its next card. Where IIQ named nobody who decided, it is asked again later.
func (d Decisions) Recorded(ctx context.Context, c Claim) error {
	return d.settle(ctx, c, func(t *Tx, item db.WorkItem, row db.Decision) error {
		if err := d.endRecorded(ctx, t, c, item, row, d.clock()); err != nil {
			return err
		}
		if err := t.lookAgain(ctx, item, row, c.Answer.Completer == ""); err != nil {
			return err
		}
		if row.InRun {
			return d.cards().sendNext(ctx, t, item, row)
		}
		return nil
	})
}

// endRecorded ends a decision that IIQ has, and the item with it, at the given time.
func (d Decisions) endRecorded(ctx context.Context, t *Tx, c Claim, item db.WorkItem, row db.Decision, at time.Time) error {
	now := d.clock()
	if err := t.EndDecision(ctx, db.EndDecisionParams{ID: row.ID, State: string(approvals.DecisionRecorded), RefusalDetail: []byte("{}"),
		EndedAt: &now}); err != nil {
		return fmt.Errorf("end decision: %w", err)
	}
	if err := t.applyRecorded(ctx, item, row, c.Answer, at); err != nil {
		return err
	}
	if err := d.recordEnd(ctx, t, c, item, row, audit.DecisionRecorded, nil); err != nil {
		return err
	}
	return homeSoon(ctx, t, row.SlackTeamID, row.SlackUserID, row.ID.String()+" recorded")
}

// applyRecorded applies to the item a decision that IIQ has taken. Lines that were decided otherwise before, and kept that,
// make a mixed outcome.
func (t *Tx) applyRecorded(ctx context.Context, item db.WorkItem, row db.Decision, a approvals.Answer, now time.Time) error {
	o := approvals.OutcomeView{Outcome: approvals.Verdict(row.Verdict).Outcome(), By: row.DeciderName, Comment: row.Comment, At: now,
		Here: true}
	if a.Approved > 0 && a.Denied > 0 {
		o.Outcome, o.Approved, o.Denied = approvals.OutcomeMixed, a.Approved, a.Denied
	}
	if err := t.closeHere(ctx, item.ID, o, row.CardID.UUID); err != nil {
		return err
	}
	return t.noteRequester(ctx, item.ID, row.IdentityID)
}

// closeHere ends an item by a decision of ours. It updates the clicker's own card first.
func (t *Tx) closeHere(ctx context.Context, id string, o approvals.OutcomeView, clicked uuid.UUID) error {
	if err := t.end(ctx, id, o); err != nil {
		return err
	}
	return raiseCards(ctx, t, id, clicked)
}

// Refuse ends a decision that IIQ did not take, or that its clicker was not allowed to make; nothing was written. The
// clicker gets a private message, and every copy of the card shows the true state.
func (d Decisions) Refuse(ctx context.Context, c Claim, r *approvals.Refusal) error {
	return d.settle(ctx, c, func(t *Tx, item db.WorkItem, row db.Decision) error {
		return d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, r)
	})
}

// RefuseGone ends a decision that came too late: the item had ended otherwise, as o tells.
func (d Decisions) RefuseGone(ctx context.Context, c Claim, o approvals.OutcomeView) error {
	return d.settle(ctx, c, func(t *Tx, item db.WorkItem, row db.Decision) error {
		r, err := tooLate(ctx, t, row, o)
		if err != nil {
			return err
		}
		return d.endWith(ctx, t, c, item, row, o, r, false)
	})
}

// tooLate is the refusal of a decision whose item ended otherwise.
func tooLate(ctx context.Context, t *Tx, row db.Decision, o approvals.OutcomeView) (*approvals.Refusal, error) {
	by, err := displayOf(ctx, t.Queries, o.By)
	o.By = by
	return approvals.EndedRefusal(o, approvals.Identity{Name: row.DeciderName}), err
}

// Unheard ends a decision that was sent, and of which nobody can say whether it had its effect: the item has ended, as o
// tells. IIQ is asked again later, and the booking is corrected when it tells.
func (d Decisions) Unheard(ctx context.Context, c Claim, o approvals.OutcomeView) error {
	return d.settle(ctx, c, func(t *Tx, item db.WorkItem, row db.Decision) error {
		return d.endWith(ctx, t, c, item, row, o, &approvals.Refusal{Code: approvals.RefusedUnheard}, true)
	})
}

// endWith refuses a decision, and ends its item as o tells. again: IIQ is asked again later.
func (d Decisions) endWith(ctx context.Context, t *Tx, c Claim, item db.WorkItem, row db.Decision, o approvals.OutcomeView,
	r *approvals.Refusal, again bool) error {
	if err := d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, r); err != nil {
		return err
	}
	if err := t.lookAgain(ctx, item, row, again); err != nil {
		return err
	}
	if item.State != db.ItemOpen {
		return nil
	}
	return d.closeItem(ctx, t, item, o)
}

// GiveUp ends a decision that IIQ has not taken for too long. The card says so until IIQ shows the item open again.
func (d Decisions) GiveUp(ctx context.Context, c Claim) error {
	return d.settle(ctx, c, func(t *Tx, item db.WorkItem, row db.Decision) error {
		if item.State == db.ItemOpen {
			if err := t.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: item.ID, NotRecorded: true}); err != nil {
				return fmt.Errorf("mark as not recorded: %w", err)
			}
		}
		return d.endWithout(ctx, t, c, item, row, approvals.DecisionGivenUp, nil)
	})
}

func (d Decisions) endWithout(ctx context.Context, t *Tx, c Claim, item db.WorkItem, row db.Decision, state approvals.DecisionState,
	r *approvals.Refusal) error {
	now := d.clock()
	p := db.EndDecisionParams{ID: row.ID, State: string(state), RefusalDetail: []byte("{}"), EndedAt: &now}
	if r != nil {
		p.Refusal, p.RefusalDetail = string(r.Code), mustJSON(r)
	}
	if err := t.EndDecision(ctx, p); err != nil {
		return fmt.Errorf("end decision: %w", err)
	}
	kind := audit.DecisionRefused
	if state == approvals.DecisionGivenUp {
		kind = audit.DecisionGivenUp
	}
	if err := d.recordEnd(ctx, t, c, item, row, kind, r); err != nil {
		return err
	}
	if err := t.oweNotice(ctx, row.ID); err != nil {
		return err
	}
	if err := d.waitsAgain(ctx, t, row); err != nil {
		return err
	}
	return homeSoon(ctx, t, row.SlackTeamID, row.SlackUserID, row.ID.String()+" ended")
}

// waitsAgain updates the cards of an item after a decision that did not come about.
func (d Decisions) waitsAgain(ctx context.Context, t *Tx, row db.Decision) error {
	if err := raiseCards(ctx, t, row.WorkItemID, row.CardID.UUID); err != nil {
		return err
	}
	return d.reminders().lookSoonForItem(ctx, t, row.WorkItemID)
}

// Retry gives the claim back. The next attempt comes after wait. stalled makes the cards say that IIQ does not answer.
// problem is for the log and the administrators, and holds nobody's text.
func (d Decisions) Retry(ctx context.Context, c Claim, wait time.Duration, stalled bool, problem string) error {
	return d.inTx(ctx, schedule.Lease{}, func(t *Tx) error {
		n, err := t.RetryDecision(ctx, db.RetryDecisionParams{ID: c.DecisionID, Attempt: c.Attempt, Wait: wait, Stalled: stalled,
			LastError: problem})
		if err != nil {
			return fmt.Errorf("give back decision %s: %w", c.DecisionID, err)
		}
		if n == 0 || stalled == c.Stalled {
			return nil
		}
		return raiseCards(ctx, t, c.Write.WorkItemID, uuid.Nil)
	})
}

// SubmitWaiting inserts a job for every decision that is due and unclaimed, oldest click first, and reports how many.
// Any replica may call it at any time.
func (d Decisions) SubmitWaiting(ctx context.Context, limit int) (int, error) {
	n := 0
	err := d.inTx(ctx, schedule.Lease{}, func(t *Tx) error {
		rows, err := t.NudgeDecisions(ctx, int32(limit))
		if err != nil {
			return fmt.Errorf("list waiting decisions: %w", err)
		}
		for _, r := range rows {
			t.submit(r.ID, r.Attempt+1)
		}
		n = len(rows)
		return nil
	})
	return n, err
}
