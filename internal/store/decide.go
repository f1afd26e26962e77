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
)

// Decide records a person's decision, if they may take it. It is judged from our tables, in one transaction with the
// jobs that bring it to IIQ and to every copy of the card. It is judged again, from IIQ itself, before anything is
// written there.
//
// Errors: a *Refusal when the person may not decide, or somebody was first; ErrUncertain when the COMMIT got no answer
// (DecisionByClick tells later whether it was recorded). With any other error nothing was recorded. The same click
// again gives the same receipt.
func (d Decisions) Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error) {
	c.Comment = approvals.CleanComment(c.Comment)
	var receipt approvals.Receipt
	err := d.inTx(ctx, schedule.Lease{}, func(t *Tx) error {
		var err error
		receipt, err = d.decide(ctx, t, c)
		return err
	})
	if r, refused := approvals.AsRefusal(err); refused {
		d.refusals().ClickRefused(ctx, c, r)
		if r.Code == approvals.RefusedChanged {
			d.showFacts(ctx, c.CardID)
		}
	}
	if err != nil {
		return approvals.Receipt{}, fmt.Errorf("decide: %w", err)
	}
	return receipt, nil
}

// showFacts has a card shown anew that was refused since it does not say which facts it shows. The card is behind anyway where
// something has changed since.
func (d Decisions) showFacts(ctx context.Context, card uuid.UUID) {
	if err := db.New(d.pool).ShowFacts(context.WithoutCancel(ctx), card); err != nil {
		d.log.WarnContext(ctx, "a card that shows too little is not shown anew", "card_id", card.String(), "error", err)
	}
}

func (d Decisions) decide(ctx context.Context, t *Tx, c approvals.Click) (approvals.Receipt, error) {
	row, err := itemOrNone(t.LockWorkItem(ctx, c.WorkItemID))
	if err != nil {
		return approvals.Receipt{}, err
	}
	if before, err := sameClick(ctx, t, c); err != nil || before.Repeated {
		return before, err
	}
	card, err := clickedCard(ctx, t, c)
	if err != nil {
		return approvals.Receipt{}, err
	}
	who := c.Person.Identity
	ask := approvals.Ask{Who: who, Purpose: approvals.ToDecide, Verdict: c.Verdict, Comment: c.Comment,
		RequestMark: c.RequestMark, FactsMark: c.FactsMark}
	if c.RequestMark == "" || c.FactsMark == "" {
		// The control does not say all that it showed. What our tables know of its card is then all there is.
		ask.CardDigest, ask.CardFacts = card.AskedHash, factsOn(card)
	}
	s, err := d.judging().mayAct(ctx, t.Queries, row, ask)
	if err != nil {
		return approvals.Receipt{}, err
	}
	about := subject{round: row.Round, asked: approvals.RequestDigest(s.Item), facts: approvals.FactsDigest(s.Item)}
	if about.facts == nil {
		// What the card showed is then what the person decided on.
		about.facts = factsOn(card)
	}
	if card.IdentityID == who.ID {
		about.card, about.inRun = card.ID, card.InRun
	}
	id, at, err := d.insertDecision(ctx, t, c, about)
	if err != nil {
		return approvals.Receipt{}, err
	}
	if err := d.recordClick(ctx, t, c, row, id.String(), at); err != nil {
		return approvals.Receipt{}, err
	}
	t.trace(id)
	t.submit(id, 1)
	return approvals.Receipt{DecisionID: id}, d.afterClick(ctx, t, c, id)
}

// sameClick gives the receipt of a click that was committed before.
func sameClick(ctx context.Context, t *Tx, c approvals.Click) (approvals.Receipt, error) {
	before, err := t.DecisionByClick(ctx, c.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.Receipt{}, nil
	}
	if err != nil {
		return approvals.Receipt{}, fmt.Errorf("read click: %w", err)
	}
	return approvals.Receipt{DecisionID: before.ID, Repeated: true}, nil
}

// afterClick makes every copy of the card show that a decision is on its way. It also renews a card that said "not
// recorded".
func (d Decisions) afterClick(ctx context.Context, t *Tx, c approvals.Click, id uuid.UUID) error {
	if err := t.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: c.WorkItemID}); err != nil {
		return fmt.Errorf("raise version: %w", err)
	}
	if err := raiseCards(ctx, t, c.WorkItemID, c.CardID); err != nil {
		return err
	}
	return homeSoon(ctx, t, c.Person.Slack.TeamID, c.Person.Slack.ID, id.String()+" clicked")
}

// clickedCard gives the clicked card, zero where it is none of this item.
func clickedCard(ctx context.Context, t *Tx, c approvals.Click) (db.Card, error) {
	if c.CardID == uuid.Nil {
		return db.Card{}, nil
	}
	card, err := t.GetCard(ctx, c.CardID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return db.Card{}, fmt.Errorf("read card: %w", err)
	}
	if err != nil || card.WorkItemID != c.WorkItemID {
		return db.Card{}, nil //nolint:nilerr // a card that is gone is no card
	}
	return card, nil
}

// subject is what a decision is about: an item in one of its rounds.
type subject struct {
	round int32
	asked []byte
	// facts is nil where they are unknown.
	facts []byte
	// card is the decider's own card that was clicked; zero where there is none.
	card  uuid.UUID
	inRun bool
}

// insertDecision stores the decision and gives its id and, by Postgres's clock, the time of the click.
func (d Decisions) insertDecision(ctx context.Context, t *Tx, c approvals.Click, m subject) (uuid.UUID, time.Time, error) {
	name := c.Person.Identity.DisplayName()
	id := uuid.New()
	at, err := t.InsertDecision(ctx, db.InsertDecisionParams{
		ID: id, WorkItemID: c.WorkItemID, Round: m.round, ClickID: c.ID, Verdict: string(c.Verdict), Comment: c.Comment,
		SentComment: approvals.SentComment(c.Comment, name), IdentityID: c.Person.Identity.ID, DeciderName: name,
		SlackTeamID: c.Person.Slack.TeamID, SlackUserID: c.Person.Slack.ID,
		CardID:    uuid.NullUUID{UUID: m.card, Valid: m.card != uuid.Nil},
		ChannelID: c.ChannelID, MessageTs: c.MessageTS, ResponseUrl: c.ResponseURL, InRun: m.inRun,
		AskedHash: m.asked, FactsHash: m.facts,
	})
	if err != nil {
		return uuid.Nil, time.Time{}, fmt.Errorf("insert decision: %w", err)
	}
	return id, at, nil
}

// DecisionByClick reports whether the click with this id was recorded after all.
func (d Decisions) DecisionByClick(ctx context.Context, clickID string) (recorded bool, err error) {
	_, err = db.New(d.pool).DecisionByClick(ctx, clickID)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read click: %w", err)
	}
	return true, nil
}

// homeSoon asks for a fresh Home tab if the person has opened theirs lately.
func homeSoon(ctx context.Context, t *Tx, teamID, slackUserID, cause string) error {
	open, err := t.HomeLatelyOpen(ctx, db.HomeLatelyOpenParams{TeamID: teamID, SlackUserID: slackUserID})
	if err != nil {
		return fmt.Errorf("read home tab: %w", err)
	}
	if open {
		t.home(slackUserID, cause)
	}
	return nil
}
