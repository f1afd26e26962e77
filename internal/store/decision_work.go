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
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
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
	// Trouble is what the card already says of IIQ.
	Trouble approvals.IIQTrouble
	// Answer is what IIQ said to the write, or about the item when it was read back. The worker sets it for the audit log.
	Answer approvals.Answer
	lease  time.Duration
	asked  []byte
	facts  []byte
	// Tag is that of what the clicker saw; "" where it is unknown.
	Tag string
	// row is the decision as it was claimed.
	row db.Decision
	// known is what our tables said just before the write; nil before.
	known *WriteFacts
	// Owner is whom our tables have as the owner of the item; OwnerWorkgroup tells that it is a workgroup.
	Owner          approvals.Ref
	OwnerWorkgroup bool
	// OwnerMembers are the members of a workgroup that our tables have; nil where they are many, or where one was missing lately.
	OwnerMembers []string
	// problem is why the previous attempt did not end the decision.
	problem string
	// Lost is true where the decision was in hand when the database lost a part of what had been committed: it is ended unsent.
	Lost bool
	// claimed is what Postgres's clock said at the claim, and read is when the process heard it.
	claimed, read time.Time
}

// mostKnownMembers bounds the members of a workgroup that a claim carries.
const mostKnownMembers = 500

// Now is Postgres's time: what it was at the claim, and what has passed since. The date of this process does not count.
func (c Claim) Now() time.Time { return c.claimed.Add(time.Since(c.read)) }

// ClaimedAt is when the decision was claimed, by Postgres's clock. What is asked of others from then on is newer.
func (c Claim) ClaimedAt() time.Time { return c.claimed }

// Knowing is the claim with what our tables said just before the write.
func (c Claim) Knowing(f WriteFacts) Claim {
	c.known = &f
	return c
}

// Age is how long ago the click was.
func (c Claim) Age() time.Duration { return c.Now().Sub(c.ClickedAt) }

// SinceWrite is how long ago the write last went out.
func (c Claim) SinceWrite() time.Duration { return c.Now().Sub(c.WrittenAt) }

// ClaimDecision takes a decision for this attempt, for lease. ErrClaimLost: it has ended, or another worker has it.
func (d Decisions) ClaimDecision(ctx context.Context, id uuid.UUID, attempt int32, lease time.Duration) (Claim, error) {
	var row db.ClaimDecisionRow
	var about db.AboutDecisionRow
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) (err error) {
		row, err = q.ClaimDecision(ctx, db.ClaimDecisionParams{ID: id, Attempt: attempt, Lease: lease})
		if errors.Is(err, pgx.ErrNoRows) {
			return approvals.ErrClaimLost
		}
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		about, err = q.AboutDecision(ctx, db.AboutDecisionParams{ID: id, MostMembers: mostKnownMembers + 1})
		return err
	})
	if err := d.base.Alone(ctx, trip); err != nil {
		return Claim{}, fmt.Errorf("claim decision %s: %w", id, err)
	}
	read := time.Now()
	c, err := claimFrom(row.Decision, about.Name)
	if err != nil {
		return Claim{}, err
	}
	c.lease, c.claimed, c.read = lease, row.Now, read
	c.Owner, c.OwnerWorkgroup = approvals.Ref{ID: about.OwnerID, Name: about.OwnerName}, about.OwnerWorkgroup
	if len(about.Members) <= mostKnownMembers {
		c.OwnerMembers = about.Members
	}
	return c, nil
}

// claimFrom gives what a decision's row says, to whoever works on it. name is the decider's in IIQ.
func claimFrom(row db.Decision, name string) (Claim, error) {
	v := approvals.Verdict(row.Verdict)
	c := Claim{IdentityName: name, row: row,
		DecisionID: row.ID, Attempt: row.Attempt, Round: row.Round, Verdict: v, Comment: row.Comment,
		SlackTeamID: row.SlackTeamID, SlackUserID: row.SlackUserID, IdentityID: row.IdentityID, DeciderName: row.DeciderName,
		ClickedAt: row.ClickedAt, Sent: row.SentAt != nil, asked: row.AskedHash, facts: row.FactsHash,
		Tag: stored.TextIn(row.Tag), EntityID: row.EntityID, problem: row.LastError, WrittenAt: stored.TimeOf(row.SentAt), Lost: row.Lost,
	}
	if row.WrittenAt != nil {
		c.WrittenAt = *row.WrittenAt
	}
	lines, err := stored.LineDecisionsFrom(row.Lines)
	if err != nil {
		return c, fmt.Errorf("read decision %s: %w", row.ID, err)
	}
	c.Write = approvals.WriteOf(v, lines)
	c.Write.WorkItemID, c.Write.ApproverID, c.Write.Comment, c.Write.Key = row.WorkItemID, row.IdentityID, row.SentComment, row.ID.String()
	if c.Trouble, err = stored.TroubleFrom(row.Stalled, row.Trouble, row.LastError); err != nil {
		return c, fmt.Errorf("read trouble of decision %s: %w", row.ID, err)
	}
	if err = json.Unmarshal(row.LinesBefore, &c.Before); err != nil {
		return c, fmt.Errorf("read lines that were decided before decision %s: %w", row.ID, err)
	}
	return c, nil
}

// identityNames gives the names that our tables have for an identity: its own and the one that people are shown; "" where they have
// none.
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
// finds the note knows that the write may have had its effect. ErrClaimLost and ErrLost: do not send.
func (d Decisions) BeforeWrite(ctx context.Context, c Claim) error {
	seen := d.losses().LastSeen()
	n, err := db.New(d.pool).RenewDecisionClaim(ctx,
		db.RenewDecisionClaimParams{ID: c.DecisionID, Attempt: c.Attempt, Lease: c.lease, LinesBefore: decidedJSON(c.Before),
			SeenSeq: seen.Seq, SeenHash: seen.Hash})
	if err != nil {
		return fmt.Errorf("renew claim of decision %s: %w", c.DecisionID, err)
	}
	if n == 0 {
		return d.whyNotWritten(ctx, c)
	}
	return nil
}

// settle runs fn in a transaction that holds the work item and the claimed decision.
func (d Decisions) settle(ctx context.Context, c Claim, fn func(*tx.Tx, db.WorkItem, db.Decision) error) error {
	return d.settleAsking(ctx, c, func(*tx.Trip) {}, fn)
}

// settleAsking is settle with statements that need no answer of the locks. They go along with them in one trip: where the claim is lost,
// nothing of it counts.
func (d Decisions) settleAsking(ctx context.Context, c Claim, ask func(*tx.Trip), fn func(*tx.Tx, db.WorkItem, db.Decision) error) error {
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		var item db.WorkItem
		var row db.Decision
		trip := &tx.Trip{}
		trip.Ask(func(q *db.Queries) (err error) {
			if item, err = q.LockWorkItem(ctx, c.Write.WorkItemID); err != nil {
				return fmt.Errorf("lock work item: %w", err)
			}
			return nil
		})
		trip.Ask(func(q *db.Queries) (err error) {
			row, err = claimedRow(ctx, q, c)
			return err
		})
		ask(trip)
		if err := t.Send(ctx, trip); err != nil {
			return err
		}
		return fn(t, item, row)
	})
	if err != nil {
		return fmt.Errorf("settle decision %s: %w", c.DecisionID, err)
	}
	return nil
}

// claimedRow locks the claimed decision. ErrClaimLost: the claim is gone.
func claimedRow(ctx context.Context, q *db.Queries, c Claim) (db.Decision, error) {
	row, err := q.LockClaimedDecision(ctx, db.LockClaimedDecisionParams{ID: c.DecisionID, Attempt: c.Attempt})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, approvals.ErrClaimLost
	}
	if err != nil {
		return row, fmt.Errorf("lock decision: %w", err)
	}
	return row, nil
}

// Retry gives the claim back. The next attempt comes after wait. trouble is what the cards and the decider's Home tab then say of IIQ;
// they follow where it is another than before. problem is for the log and the administrators, and holds nobody's text.
func (d Decisions) Retry(ctx context.Context, c Claim, wait time.Duration, trouble approvals.IIQTrouble, problem string) error {
	same := trouble.Same(c.Trouble)
	if same {
		// What differs by a number alone stays as it is shown.
		trouble = c.Trouble
	}
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		n, err := t.RetryDecision(ctx, db.RetryDecisionParams{ID: c.DecisionID, Attempt: c.Attempt, Wait: wait,
			Stalled: trouble.Kind != approvals.TroubleNone, Trouble: stored.TroubleJSON(trouble, problem), LastError: problem})
		if err != nil {
			return fmt.Errorf("give back decision %s: %w", c.DecisionID, err)
		}
		if n == 0 || same {
			return nil
		}
		if err := tx.RaiseCards(ctx, t, c.Write.WorkItemID, uuid.Nil); err != nil {
			return err
		}
		return tx.HomeSoon(ctx, t, c.SlackTeamID, c.SlackUserID, fmt.Sprintf("%s attempt %d", c.DecisionID, c.Attempt))
	})
}

// SubmitWaiting inserts a job for every decision that is due and unclaimed, oldest click first, and reports how many.
// Any replica may call it at any time.
func (d Decisions) SubmitWaiting(ctx context.Context, limit int) (int, error) {
	return tx.Nudge(ctx, d.base, func(t *tx.Tx) ([]db.NudgeDecisionsRow, error) {
		rows, err := t.NudgeDecisions(ctx, int32(limit))
		if err != nil {
			return nil, fmt.Errorf("list waiting decisions: %w", err)
		}
		return rows, nil
	}, func(t *tx.Tx, r db.NudgeDecisionsRow) { t.Submit(r.ID, r.Attempt+1) })
}
