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
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// oweEnding notes, in the transaction that ends a decision which IIQ did not record, that its clicker has to be told. The message on a bulk
// tells it of all of them.
func oweEnding(ctx context.Context, t *tx.Tx, id uuid.UUID) error {
	if err := t.OweSentenceUnlessInBulk(ctx, id); err != nil {
		return fmt.Errorf("note that the clicker is to be told: %w", err)
	}
	t.Tell(id, 1)
	return nil
}

// oweNotice notes, in the transaction that corrects how a decision ended, that its clicker has to be told. The message on a bulk is
// corrected besides.
func oweNotice(ctx context.Context, t *tx.Tx, id uuid.UUID) error {
	if err := t.OweSentence(ctx, id); err != nil {
		return fmt.Errorf("note that the clicker is to be told: %w", err)
	}
	if err := t.ReopenBulksOf(ctx, id); err != nil {
		return fmt.Errorf("have the message on a bulk corrected: %w", err)
	}
	t.Tell(id, 1)
	return nil
}

// ClaimNotice claims, for lease, the task of telling a clicker how their decision ended. ErrClaimLost: they have
// been told, or another worker has the claim.
func (d Notices) ClaimNotice(ctx context.Context, id uuid.UUID, attempt int32, lease time.Duration) (approvals.ClickerNotice, error) {
	n, err := db.New(d.pool).ClaimSentence(ctx, db.ClaimSentenceParams{ID: id, Attempt: attempt, Lease: lease})
	if err != nil {
		return approvals.ClickerNotice{}, fmt.Errorf("claim sentence of decision %s: %w", id, err)
	}
	if n == 0 {
		return approvals.ClickerNotice{}, approvals.ErrClaimLost
	}
	return d.EndingOf(ctx, id)
}

// NoticeDelivered notes that the clicker has been told, or cannot be. Nobody tries again.
func (d Notices) NoticeDelivered(ctx context.Context, id uuid.UUID, attempt int32) error {
	if err := db.New(d.pool).EndSentence(ctx, db.EndSentenceParams{ID: id, Attempt: attempt}); err != nil {
		return fmt.Errorf("end sentence of decision %s: %w", id, err)
	}
	return nil
}

// TellLater gives the claim back: the next attempt comes after wait.
func (d Notices) TellLater(ctx context.Context, id uuid.UUID, attempt int32, wait time.Duration) error {
	if err := db.New(d.pool).PutOffSentence(ctx, db.PutOffSentenceParams{ID: id, Attempt: attempt, Wait: wait}); err != nil {
		return fmt.Errorf("put off sentence of decision %s: %w", id, err)
	}
	return nil
}

// TellWaiting inserts a job for every clicker who still has to be told and whom no worker serves, and reports how
// many. Any replica may call it at any time.
func (d Notices) TellWaiting(ctx context.Context, limit int) (int, error) {
	return tx.Nudge(ctx, d.base, func(t *tx.Tx) ([]db.NudgeSentencesRow, error) {
		rows, err := t.NudgeSentences(ctx, int32(limit))
		if err != nil {
			return nil, fmt.Errorf("list sentences to say: %w", err)
		}
		return rows, nil
	}, func(t *tx.Tx, r db.NudgeSentencesRow) { t.Tell(r.ID, r.TellAttempt+1) })
}

// EndingOf reads how a decision ended.
func (d Notices) EndingOf(ctx context.Context, id uuid.UUID) (approvals.ClickerNotice, error) {
	row, err := db.New(d.pool).GetDecision(ctx, id)
	if err != nil {
		return approvals.ClickerNotice{}, fmt.Errorf("read decision %s: %w", id, err)
	}
	e := approvals.ClickerNotice{State: approvals.DecisionState(row.State), WorkItemID: row.WorkItemID, IdentityID: row.IdentityID,
		SlackTeamID: row.SlackTeamID, SlackUserID: row.SlackUserID, ChannelID: row.ChannelID, InRun: row.InRun,
		EndedAt:  stored.TimeOf(row.EndedAt),
		EntityID: row.EntityID, EntityName: d.decisions().exposedName(row.EntityName), Verdict: approvals.Verdict(row.Verdict)}
	if e.Language, err = d.persons().LanguageOfSlackUser(ctx, row.SlackTeamID, row.SlackUserID); err != nil {
		return e, err
	}
	if e.Trouble, err = stored.TroubleAtEnd(row); err != nil {
		return e, fmt.Errorf("read trouble of decision %s: %w", id, err)
	}
	if row.CorrectedAt != nil {
		e.Corrected, e.EndedAt = true, *row.CorrectedAt
	}
	if row.Refusal != "" {
		e.Refusal = &approvals.Refusal{}
		if err := json.Unmarshal(row.RefusalDetail, e.Refusal); err != nil {
			return e, fmt.Errorf("read refusal of decision %s: %w", id, err)
		}
	}
	return e, d.withholdReason(ctx, row, &e)
}

// withholdReason removes IIQ's own sentences where the rules hide something of the item, and for every entity, since they
// may name what is hidden. The new owner's name is withheld too if the item is hidden from this person.
func (d Notices) withholdReason(ctx context.Context, decision db.Decision, e *approvals.ClickerNotice) error {
	quoted := e.Trouble.Sentence != "" || e.Refusal != nil && (e.Refusal.Reason != "" || len(e.Refusal.Lines) > 0 ||
		e.Refusal.Code == approvals.RefusedForwarded)
	if !quoted {
		return nil
	}
	row, err := db.New(d.pool).GetWorkItem(ctx, e.WorkItemID)
	if err != nil {
		return fmt.Errorf("read work item %s: %w", e.WorkItemID, err)
	}
	w, err := stored.WorkItemFrom(row)
	if err != nil {
		return err
	}
	x := d.rules.VerdictOf(row, w)
	if decision.EntityID != "" || approvals.Restricted(x) {
		e.Trouble = e.Trouble.Exposed()
	}
	if decision.EntityID != "" && e.Refusal != nil {
		e.Refusal = e.Refusal.Unnamed()
	}
	e.Refusal = e.Refusal.Exposed(x)
	return nil
}

// responseURLLife is how long Slack accepts answers at a response_url (30 minutes), less a minute for the request
// itself. https://docs.slack.dev/interactivity/handling-user-interaction
const responseURLLife = 29 * time.Minute

// UseResponseURL gives the address that answers at the clicked message itself, "" when it is used up or too old. Each
// call counts as one of the five uses.
func (d Notices) UseResponseURL(ctx context.Context, id uuid.UUID) (string, error) {
	url, err := db.New(d.pool).UseResponseURL(ctx, db.UseResponseURLParams{ID: id, Life: responseURLLife})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("use response url of decision %s: %w", id, err)
	}
	return url, nil
}

// UseResponseURLOfCard is UseResponseURL for the message that was clicked, and "" for every other: a response_url can
// change only the message that was clicked, even among messages of the same card.
func (d Notices) UseResponseURLOfCard(ctx context.Context, id, cardID uuid.UUID, messageTS string) (string, error) {
	url, err := db.New(d.pool).UseResponseURLOfCard(ctx, db.UseResponseURLOfCardParams{ID: id,
		CardID: uuid.NullUUID{UUID: cardID, Valid: true}, MessageTs: messageTS, Life: responseURLLife})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("use response url of decision %s: %w", id, err)
	}
	return url, nil
}
