package store

import (
	"context"
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

// CardClaim is a worker's right to show one card, for a limited time.
type CardClaim struct {
	CardID     uuid.UUID
	Attempt    int32
	WorkItemID string
	IdentityID string
	// Want is the version that was to be shown when the card was claimed.
	Want int64
	// Posted is false while the card is still to be sent.
	Posted    bool
	ChannelID string
	MessageTS string
	// SlackUserID is set where the card goes to somebody who asked for it.
	SlackUserID string
	// Unclear is true when an earlier post may have gone out although its answer was lost: search the history before
	// posting.
	Unclear   bool
	Failures  int32
	CreatedAt time.Time
	// OnDemand is true when somebody asked for this card and waits for it.
	OnDemand bool
	// Urgent is the worker's own note that somebody waits for this attempt.
	Urgent bool
	// ShownHash is the hash of what Slack was last given.
	ShownHash []byte
	// RequestDigest is the AskedHash of what the worker shows on the card.
	RequestDigest []byte
	// FactsDigest is that of what the worker shows on the card; nil where it is unknown.
	FactsDigest []byte
	// Tag is that of what the worker shows on the card; "" where it is unknown.
	Tag string
	// card is the row as it was claimed, and item that of its item, read after it.
	card db.Card
	item db.WorkItem
}

// ClaimCard takes a card that is behind for this attempt. ErrClaimLost: the card is not behind, or another worker has
// it.
func (d Cards) ClaimCard(ctx context.Context, id uuid.UUID, attempt int32, lease time.Duration) (CardClaim, error) {
	var c db.Card
	var item db.WorkItem
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) (err error) {
		c, err = q.ClaimCard(ctx, db.ClaimCardParams{ID: id, Attempt: attempt, Lease: lease})
		if errors.Is(err, pgx.ErrNoRows) {
			return approvals.ErrClaimLost
		}
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		item, err = q.ItemOfCard(ctx, id)
		return err
	})
	if err := d.base.Alone(ctx, trip); err != nil {
		return CardClaim{}, fmt.Errorf("claim card %s: %w", id, err)
	}
	return CardClaim{card: c, item: item, CardID: id, Attempt: attempt, WorkItemID: c.WorkItemID, IdentityID: c.IdentityID,
		Posted: c.State == db.CardPosted, ChannelID: c.ChannelID, MessageTS: c.MessageTs, SlackUserID: c.SlackUserID,
		Unclear: c.PostUnclear, Failures: c.Failures, CreatedAt: c.CreatedAt, OnDemand: c.Asked, ShownHash: c.ShownHash,
		Want: c.Want}, nil
}

// BeforePost notes that the message goes out now, to this Slack user. ErrClaimLost: do not post.
func (d Cards) BeforePost(ctx context.Context, c CardClaim, teamID, slackUserID string) error {
	n, err := db.New(d.pool).MarkPosting(ctx,
		db.MarkPostingParams{ID: c.CardID, Attempt: c.Attempt, TeamID: teamID, SlackUserID: slackUserID})
	if err != nil {
		return fmt.Errorf("mark card %s: %w", c.CardID, err)
	}
	if n == 0 {
		return approvals.ErrClaimLost
	}
	return nil
}

// updateLandsWithin is how long after an update was sent without a clear answer Slack may still carry it out.
const updateLandsWithin = time.Minute

// UpdateLost notes that an update of the card's message went out and that its answer was lost. The card is then shown
// once more a minute later, since Slack may carry out the lost update after a later one.
func (d Cards) UpdateLost(ctx context.Context, id uuid.UUID) error {
	if err := db.New(d.pool).UpdateLost(ctx, id); err != nil {
		return fmt.Errorf("note lost update of card %s: %w", id, err)
	}
	return nil
}

// CardShown notes what Slack has confirmed: where the message is and which version it shows. It inserts the next job at once when the
// card was raised meanwhile. Where that fails, the note holds all the same, and the sweep finds the card.
func (d Cards) CardShown(ctx context.Context, c CardClaim, channel, ts string, want int64, hash []byte) error {
	row, err := db.New(d.pool).CardPosted(ctx, db.CardPostedParams{ID: c.CardID, Attempt: c.Attempt, ChannelID: channel, MessageTs: ts,
		Shown: want, ShownHash: hash, AskedHash: c.RequestDigest, FactsHash: c.FactsDigest, Tag: stored.TextPtr(c.Tag),
		LandsWithin: updateLandsWithin})
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.ErrClaimLost
	}
	if err != nil {
		return fmt.Errorf("note card %s as shown: %w", c.CardID, err)
	}
	if row.Want <= want || row.Later {
		return nil
	}
	err = d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		t.Show(c.CardID, row.Want, row.Attempt+1, tx.QueueFor(db.CardPosted, c.Urgent))
		return nil
	})
	if err != nil {
		d.log.WarnContext(ctx, "a card that moved on while it was shown is shown again by the sweep", "card_id", c.CardID, "error", err)
	}
	return nil
}

// CardFound adopts the message of an earlier, unclear post. What the message shows is unknown, so the card still has
// to be updated.
func (d Cards) CardFound(ctx context.Context, c CardClaim, channel, ts string) error {
	n, err := db.New(d.pool).CardFound(ctx, db.CardFoundParams{ID: c.CardID, Attempt: c.Attempt, ChannelID: channel, MessageTs: ts})
	if err != nil {
		return fmt.Errorf("adopt message of card %s: %w", c.CardID, err)
	}
	if n == 0 {
		return approvals.ErrClaimLost
	}
	return nil
}

// CardFailed gives the claim back. The next attempt comes after wait. unclear is true when a post may have gone out.
func (d Cards) CardFailed(ctx context.Context, c CardClaim, wait time.Duration, unclear bool, problem string) error {
	_, err := db.New(d.pool).CardFailed(ctx, db.CardFailedParams{ID: c.CardID, Attempt: c.Attempt, Wait: wait, Unclear: unclear,
		LastError: problem})
	if err != nil {
		return fmt.Errorf("give back card %s: %w", c.CardID, err)
	}
	return nil
}

// ShowAgain makes a posted card count as behind, whatever it was last known to show. A worker that had lost its claim
// may have changed the message after the worker that holds the claim now.
func (d Cards) ShowAgain(ctx context.Context, id uuid.UUID) error {
	if err := db.New(d.pool).AgainCard(ctx, id); err != nil {
		return fmt.Errorf("show card %s again: %w", id, err)
	}
	return nil
}

// CardUnreachable notes that nobody in Slack can be sent the card, which still had to be sent in its version want.
// ErrNeededAgain: the card was raised since, for example because its item has ended.
func (d Cards) CardUnreachable(ctx context.Context, c CardClaim, want int64, why string) error {
	err := d.endCard(ctx, c, db.CardUnreachable, want, why)
	if errors.Is(err, approvals.ErrClaimLost) {
		return d.neededAgain(ctx, c)
	}
	return err
}

// goneFinal is how long Slack has to say of a message, and nothing else, that it is not there until the card ends.
const goneFinal = 10 * time.Minute

// CardGone gives the claim back after Slack said that the posted message is not there. The next attempt comes after wait. ended
// tells that Slack has said so for long enough, and that the card is not tried again.
func (d Cards) CardGone(ctx context.Context, c CardClaim, wait time.Duration, why string) (ended bool, err error) {
	state, err := db.New(d.pool).CardGone(ctx, db.CardGoneParams{ID: c.CardID, Attempt: c.Attempt, Wait: wait, FinalAfter: goneFinal,
		LastError: why})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, approvals.ErrClaimLost
	}
	if err != nil {
		return false, fmt.Errorf("note message of card %s as not there: %w", c.CardID, err)
	}
	return state == db.CardEnded, nil
}

// MessageThere is told that somebody used a card's message. A card that counts as ended, since Slack said that this very message
// is not there, is kept true again.
func (d Cards) MessageThere(ctx context.Context, cardID uuid.UUID, channel, ts string) error {
	// Nearly every press is on a card that does not count so, and costs no transaction.
	gone, err := db.New(d.pool).CardCountsAsGone(ctx, db.CardCountsAsGoneParams{ID: cardID, ChannelID: channel, MessageTs: ts})
	if err != nil {
		return fmt.Errorf("look at card %s: %w", cardID, err)
	}
	if !gone {
		return nil
	}
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		row, err := t.CardThere(ctx, db.CardThereParams{ID: cardID, ChannelID: channel, MessageTs: ts})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("keep card %s true again: %w", cardID, err)
		}
		t.Show(cardID, row.Want, row.Attempt+1, tx.QueueFor(db.CardPosted, true))
		return nil
	})
}

// CardEnded notes that the message is gone, so that nothing has to be kept true.
func (d Cards) CardEnded(ctx context.Context, c CardClaim, why string) error {
	return d.endCard(ctx, c, db.CardEnded, 0, why)
}

// ErrNeededAgain says that the card was raised since it was read, and may have something to show after all.
var ErrNeededAgain = errors.New("the card has more to tell than was looked at")

// CardNotNeeded drops a card that was never sent, since its version want would help nobody. ErrNeededAgain: the card
// was raised since, for example because its item is open again, and has to be read once more.
func (d Cards) CardNotNeeded(ctx context.Context, c CardClaim, want int64) error {
	n, err := db.New(d.pool).DropWaitingCard(ctx, db.DropWaitingCardParams{ID: c.CardID, Attempt: c.Attempt, Want: want,
		LastError: "nothing was left to decide before it was sent"})
	if err != nil {
		return fmt.Errorf("drop card %s: %w", c.CardID, err)
	}
	if n > 0 {
		return nil
	}
	return d.neededAgain(ctx, c)
}

// neededAgain says why a card that was not sent could not be ended: another worker has it, or it was raised since.
func (d Cards) neededAgain(ctx context.Context, c CardClaim) error {
	card, err := db.New(d.pool).GetCard(ctx, c.CardID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read card %s: %w", c.CardID, err)
	}
	if err == nil && card.Attempt == c.Attempt && card.State == db.CardWaiting {
		return ErrNeededAgain
	}
	return approvals.ErrClaimLost
}

func (d Cards) endCard(ctx context.Context, c CardClaim, state db.CardState, want int64, why string) error {
	n, err := db.New(d.pool).EndCard(ctx, db.EndCardParams{ID: c.CardID, Attempt: c.Attempt, State: state, Want: want, LastError: why,
		Unclear: c.Unclear && state == db.CardUnreachable})
	if err != nil {
		return fmt.Errorf("end card %s: %w", c.CardID, err)
	}
	if n == 0 {
		return approvals.ErrClaimLost
	}
	return nil
}

// Describe stores the descriptions that only a read by id has. Descriptions raise no version of a card. A read that is
// older than what is stored changes nothing.
func (d Cards) Describe(ctx context.Context, w approvals.WorkItem) error {
	_, err := db.New(d.pool).DescribeWorkItem(ctx,
		db.DescribeWorkItemParams{ID: w.ID, Lines: stored.LinesJSON(w.Lines), ContentHash: approvals.ContentHash(w)})
	if err != nil {
		return fmt.Errorf("describe work item %s: %w", w.ID, err)
	}
	return nil
}

// SendCard sends somebody a card that they asked for, as a new message. Copies that are there already stay and are
// still updated. A *Refusal says why there is nothing to send.
func (d Cards) SendCard(ctx context.Context, p approvals.Person, workItemID string, inRun bool) error {
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		row, err := itemOrNone(t.HoldWorkItem(ctx, workItemID))
		if err != nil {
			return err
		}
		if _, err := d.standings().mayAct(ctx, t.Queries, row, approvals.Ask{Who: p.Identity, Purpose: approvals.ToGetCard}); err != nil {
			return err
		}
		return insertCardOnDemand(ctx, t, row, p.Identity.ID, p.Slack.TeamID, p.Slack.ID, inRun)
	})
}

// CopiesBehind reports whether any copy of an item's card does not yet show what it should.
func (d Cards) CopiesBehind(ctx context.Context, workItemID string) (bool, error) {
	behind, err := db.New(d.pool).CopiesBehind(ctx, workItemID)
	if err != nil {
		return false, fmt.Errorf("look for cards that are behind: %w", err)
	}
	return behind, nil
}
