package bulks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Bulks are the use cases of their messages.
type Bulks struct {
	base   *tx.Base
	people People
}

// People say what somebody may see.
type People interface {
	// Shown gives what an identity may see of items.
	Shown(ctx context.Context, q *db.Queries, identityID string, items []db.WorkItem,
		now time.Time) (approvals.Identity, []approvals.Row, error)
	LanguageOfSlackUser(ctx context.Context, teamID, slackUserID string) (approvals.Language, error)
}

// New makes the use cases.
func New(base *tx.Base, people People) Bulks { return Bulks{base, people} }

// Claim is a worker's right to bring one message to what it should tell, for a limited time.
type Claim struct {
	ID      uuid.UUID
	Attempt int32
	// SlackTeamID, SlackUserID and IdentityID are of whoever decided.
	SlackTeamID, SlackUserID, IdentityID string
	ClickedAt                            time.Time
	// ChannelID and MessageTS are "" while nothing was posted.
	ChannelID, MessageTS string
	// Unclear: an earlier post may have gone out although its answer was lost.
	Unclear  bool
	Failures int32
	// ShownHash is that of what the message shows; nil where nobody knows it.
	ShownHash []byte
	// Age is how long ago the click was, by Postgres's clock.
	Age time.Duration
}

// ClaimBulk takes an open bulk for this attempt, for lease. ErrClaimLost: it has ended, or another worker has it.
func (d Bulks) ClaimBulk(ctx context.Context, id uuid.UUID, attempt int32, lease time.Duration) (Claim, error) {
	row, err := d.queries().ClaimBulk(ctx, db.ClaimBulkParams{ID: id, Attempt: attempt, Lease: lease})
	if errors.Is(err, pgx.ErrNoRows) {
		return Claim{}, approvals.ErrClaimLost
	}
	if err != nil {
		return Claim{}, fmt.Errorf("claim bulk %s: %w", id, err)
	}
	b := row.Bulk
	return Claim{ID: id, Attempt: attempt, SlackTeamID: b.TeamID, SlackUserID: b.SlackUserID, IdentityID: b.IdentityID,
		ClickedAt: b.ClickedAt, ChannelID: b.ChannelID, MessageTS: b.MessageTs, Unclear: b.PostUnclear, Failures: b.Failures,
		ShownHash: b.ShownHash, Age: row.Now.Sub(b.ClickedAt)}, nil
}

func (d Bulks) queries() *db.Queries { return db.New(d.base.Pool) }

// BeforeBulkPost notes that the message goes out now. ErrClaimLost: do not post.
func (d Bulks) BeforeBulkPost(ctx context.Context, c Claim) error {
	return lostIfNone(d.queries().MarkBulkPosting(ctx, db.MarkBulkPostingParams{ID: c.ID, Attempt: c.Attempt}))
}

// BulkFound adopts the message of an earlier, unclear post. What it shows is unknown.
func (d Bulks) BulkFound(ctx context.Context, c Claim, channel, ts string) error {
	return lostIfNone(d.queries().BulkFound(ctx, db.BulkFoundParams{ID: c.ID, Attempt: c.Attempt, ChannelID: channel, MessageTs: ts}))
}

// BulkShown notes what Slack has confirmed. Where all of the bulk has an end in it, the bulk ends; else it is looked at again after a
// while, and as soon as all has one.
func (d Bulks) BulkShown(ctx context.Context, c Claim, channel, ts string, hash []byte, again time.Duration, all bool) error {
	return lostIfNone(d.queries().BulkShown(ctx, db.BulkShownParams{ID: c.ID, Attempt: c.Attempt, ChannelID: channel, MessageTs: ts,
		ShownHash: hash, Again: again, AllEnded: all}))
}

// PutOffBulk gives the claim back. The next attempt comes after wait. unclear is true when a message may have gone out.
func (d Bulks) PutOffBulk(ctx context.Context, c Claim, wait time.Duration, unclear bool, problem string) error {
	err := d.queries().PutOffBulk(ctx, db.PutOffBulkParams{ID: c.ID, Attempt: c.Attempt, Wait: wait, Unclear: unclear, LastError: problem})
	if err != nil {
		return fmt.Errorf("put off bulk %s: %w", c.ID, err)
	}
	return nil
}

// EndBulk notes that nobody can be told, and why.
func (d Bulks) EndBulk(ctx context.Context, c Claim, why string) error {
	if err := d.queries().EndBulk(ctx, db.EndBulkParams{ID: c.ID, Attempt: c.Attempt, LastError: why}); err != nil {
		return fmt.Errorf("end bulk %s: %w", c.ID, err)
	}
	return nil
}

func lostIfNone(n int64, err error) error {
	if err != nil {
		return fmt.Errorf("note message on a bulk: %w", err)
	}
	if n == 0 {
		return approvals.ErrClaimLost
	}
	return nil
}

// TellOfBulks inserts a job for every bulk that is due and unclaimed, and reports how many. Any replica may call it at any time.
func (d Bulks) TellOfBulks(ctx context.Context, limit int) (int, error) {
	return tx.Nudge(ctx, d.base, func(t *tx.Tx) ([]db.NudgeBulksRow, error) {
		rows, err := t.NudgeBulks(ctx, int32(limit))
		if err != nil {
			return nil, fmt.Errorf("list bulks that are due: %w", err)
		}
		return rows, nil
	}, func(t *tx.Tx, r db.NudgeBulksRow) { t.TellOfBulk(r.ID, r.Attempt+1) })
}

// sweptAtOnce bounds how many ended bulks one statement removes.
const sweptAtOnce = 1000

// SweepBulks removes bulks that ended a while ago.
func (d Bulks) SweepBulks(ctx context.Context) error {
	if _, err := d.queries().SweepBulks(ctx, sweptAtOnce); err != nil {
		return fmt.Errorf("forget old bulks: %w", err)
	}
	return nil
}
