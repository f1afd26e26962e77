package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Decide records a person's decision, if they may take it. It is judged from our tables, in one transaction with the
// jobs that bring it to IIQ and to every copy of the card. It is judged again, from IIQ itself, before anything is
// written there.
//
// Errors: a *Refusal when the person may not decide, or somebody was first; ErrUncertain when the COMMIT got no answer
// (DecisionByClick tells later whether it was recorded). With any other error nothing was recorded. The same click
// again gives the same receipt.
func (d Clicks) Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error) {
	c.Comment = approvals.CleanComment(c.Comment)
	receipt, seen, err := d.decideInTurn(ctx, c)
	if r, refused := approvals.AsRefusal(err); refused {
		d.refusals().clickRefused(ctx, c, r, seen)
		if r.Code == approvals.RefusedChanged {
			d.showFacts(ctx, c.CardID)
		}
	}
	if err != nil {
		return approvals.Receipt{}, fmt.Errorf("decide: %w", err)
	}
	return receipt, nil
}

// decideInTurn lets the click wait for those on the same item that this process has in hand, and then judges and stores
// it. One that had to wait is first judged without a lock: nearly always somebody else was first.
func (d Clicks) decideInTurn(ctx context.Context, c approvals.Click) (approvals.Receipt, *clicked, error) {
	turn := d.turns.join(c.WorkItemID)
	defer d.turns.leave(c.WorkItemID)
	mine := turn.try()
	if !mine {
		var err error
		if mine, err = turn.wait(ctx); err != nil {
			return approvals.Receipt{}, nil, fmt.Errorf("wait for other clicks on the item: %w", err)
		}
		if receipt, seen, err := d.lookFirst(ctx, c); err != nil || receipt.Repeated {
			turn.stored()
			if mine {
				turn.release()
			}
			return receipt, seen, err
		}
	}
	if !mine {
		if err := turn.take(ctx); err != nil {
			return approvals.Receipt{}, nil, fmt.Errorf("wait for other clicks on the item: %w", err)
		}
	}
	defer turn.release()
	receipt, seen, err := d.decideLocked(ctx, c)
	if err == nil {
		turn.stored()
	}
	return receipt, seen, err
}

// decideLocked judges and stores the click in one transaction.
func (d Clicks) decideLocked(ctx context.Context, c approvals.Click) (receipt approvals.Receipt, seen *clicked, err error) {
	err = d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		seen = nil
		row, err := itemOrNone(t.LockWorkItem(ctx, c.WorkItemID))
		if err != nil {
			return err
		}
		receipt, seen, err = d.decide(ctx, t, row, c)
		return err
	})
	return receipt, seen, err
}

// lookFirst judges a click by what is committed, and refuses it if there is a decision already. Any other click is left
// to decideLocked, and so is one that cannot be judged now.
func (d Clicks) lookFirst(ctx context.Context, c approvals.Click) (approvals.Receipt, *clicked, error) {
	done, err := d.turns.look(ctx)
	if err != nil {
		return approvals.Receipt{}, nil, nil //nolint:nilerr // whoever takes the turn next is told the same
	}
	defer done()
	q := db.New(d.pool)
	row, err := itemOrNone(q.GetWorkItem(ctx, c.WorkItemID))
	if err != nil {
		return approvals.Receipt{}, nil, nil //nolint:nilerr // whoever locks the item reads it again
	}
	before, seen, err := d.judgeClick(ctx, q, row, c)
	if before.Repeated {
		return before, seen, nil
	}
	if r, refused := approvals.AsRefusal(err); refused && (seen.s.Decision != nil || r.Code == approvals.RefusedAlreadyDecided) {
		return approvals.Receipt{}, seen, err
	}
	return approvals.Receipt{}, nil, nil
}

// showFacts has a card shown anew that was refused since it does not say which facts it shows. The card is behind anyway where
// something has changed since.
func (d Clicks) showFacts(ctx context.Context, card uuid.UUID) {
	if err := db.New(d.pool).ShowFacts(context.WithoutCancel(ctx), card); err != nil {
		d.log.WarnContext(ctx, "a card that shows too little is not shown anew", "card_id", card.String(), "error", err)
	}
}

// clicked is what a click is judged by. It is read once, and held against the rules on sensitive content once: the
// decision log has it from here.
type clicked struct {
	row db.WorkItem
	// card is that which the click names, of whatever item; zero where there is none.
	card db.Card
	s    approvals.Standing
	// entry is what the decision log gets of a click that is refused; nil where it could not be made.
	entry *audit.Entry
}

// judgeClick judges a click on an item: a *Refusal where it may not be stored. Receipt is that of the same click, stored before.
func (d Clicks) judgeClick(ctx context.Context, q *db.Queries, row db.WorkItem, c approvals.Click) (approvals.Receipt, *clicked,
	error) {
	if before, err := sameClick(ctx, q, c); err != nil || before.Repeated {
		return before, nil, err
	}
	named, err := namedCard(ctx, q, c)
	if err != nil {
		return approvals.Receipt{}, nil, err
	}
	seen := &clicked{row: row, card: named}
	card := seen.ownCard()
	ask := approvals.Ask{Who: c.Person.Identity, Purpose: approvals.ToDecide, Verdict: c.Verdict, Comment: c.Comment,
		RequestMark: c.RequestMark, FactsMark: c.FactsMark}
	if c.RequestMark == "" || c.FactsMark == "" {
		// The control does not say all that it showed. What our tables know of its card is then all there is.
		ask.CardDigest, ask.CardFacts = card.AskedHash, stored.FactsOn(card)
	}
	if ask.Confirmed, ask.OwnCard, err = d.confirmed(ctx, q, c, card); err != nil {
		return approvals.Receipt{}, seen, err
	}
	seen.s, err = d.standings().mayAct(ctx, q, row, ask)
	if _, refused := approvals.AsRefusal(err); refused {
		if e, unread := d.entryOfClick(ctx, q, c, seen); unread == nil {
			seen.entry = &e
		}
	}
	return approvals.Receipt{}, seen, err
}

// decide judges and stores a click. The item is locked.
func (d Clicks) decide(ctx context.Context, t *tx.Tx, row db.WorkItem, c approvals.Click) (approvals.Receipt, *clicked, error) {
	before, seen, err := d.judgeClick(ctx, t.Queries, row, c)
	if err != nil || before.Repeated {
		return before, seen, err
	}
	about := subject{round: row.Round, asked: approvals.RequestDigest(seen.s.Item), facts: approvals.FactsDigest(seen.s.Item),
		tag: seen.tagSeen(c)}
	if about.facts == nil {
		// What the card showed is then what the person decided on.
		about.facts = stored.FactsOn(seen.ownCard())
	}
	if card := seen.ownCard(); card.IdentityID == c.Person.Identity.ID {
		about.card, about.inRun = card.ID, card.InRun
	}
	id, at, err := d.insertDecision(ctx, t, c, about)
	if err != nil {
		return approvals.Receipt{}, seen, err
	}
	if err := d.recordClick(ctx, t, c, seen, id.String(), at); err != nil {
		return approvals.Receipt{}, seen, err
	}
	t.Trace(id)
	t.Submit(id, 1)
	return approvals.Receipt{DecisionID: id}, seen, d.afterClick(ctx, t, c, id)
}

// sameClick gives the receipt of a click that was committed before.
func sameClick(ctx context.Context, q *db.Queries, c approvals.Click) (approvals.Receipt, error) {
	before, err := q.DecisionByClick(ctx, c.ID)
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
func (d Clicks) afterClick(ctx context.Context, t *tx.Tx, c approvals.Click, id uuid.UUID) error {
	if err := t.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: c.WorkItemID}); err != nil {
		return fmt.Errorf("raise version: %w", err)
	}
	if err := tx.RaiseCards(ctx, t, c.WorkItemID, c.CardID); err != nil {
		return err
	}
	return tx.HomeSoon(ctx, t, c.Person.Slack.TeamID, c.Person.Slack.ID, id.String()+" clicked")
}

// namedCard gives the card that a click names, zero where there is none.
func namedCard(ctx context.Context, q *db.Queries, c approvals.Click) (db.Card, error) {
	if c.CardID == uuid.Nil {
		return db.Card{}, nil
	}
	card, err := q.GetCard(ctx, c.CardID)
	if errors.Is(err, pgx.ErrNoRows) {
		return db.Card{}, nil
	}
	if err != nil {
		return db.Card{}, fmt.Errorf("read card: %w", err)
	}
	return card, nil
}

// ownCard is the clicked card, zero where it is none of this item.
func (k *clicked) ownCard() db.Card {
	if k.card.WorkItemID != k.row.ID {
		return db.Card{}
	}
	return k.card
}

// subject is what a decision is about: an item in one of its rounds.
type subject struct {
	round int32
	asked []byte
	// facts is nil where they are unknown.
	facts []byte
	// tag is nil where it is unknown.
	tag *string
	// card is the decider's own card that was clicked; zero where there is none.
	card  uuid.UUID
	inRun bool
}

// insertDecision stores the decision and gives its id and, by Postgres's clock, the time of the click.
func (d Clicks) insertDecision(ctx context.Context, t *tx.Tx, c approvals.Click, m subject) (uuid.UUID, time.Time, error) {
	name := c.Person.Identity.DisplayName()
	id := uuid.New()
	at, err := t.InsertDecision(ctx, db.InsertDecisionParams{
		ID: id, WorkItemID: c.WorkItemID, Round: m.round, ClickID: c.ID, Verdict: string(c.Verdict), Comment: c.Comment,
		SentComment: approvals.SentComment(c.Comment, name), IdentityID: c.Person.Identity.ID, DeciderName: name,
		SlackTeamID: c.Person.Slack.TeamID, SlackUserID: c.Person.Slack.ID,
		CardID:    uuid.NullUUID{UUID: m.card, Valid: m.card != uuid.Nil},
		ChannelID: c.ChannelID, MessageTs: c.MessageTS, ResponseUrl: c.ResponseURL, InRun: m.inRun,
		AskedHash: m.asked, FactsHash: m.facts, Tag: m.tag,
	})
	if err != nil {
		return uuid.Nil, time.Time{}, fmt.Errorf("insert decision: %w", err)
	}
	return id, at, nil
}

// DecisionByClick reports whether the click with this id was recorded after all.
func (d Clicks) DecisionByClick(ctx context.Context, clickID string) (recorded bool, err error) {
	_, err = db.New(d.pool).DecisionByClick(ctx, clickID)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read click: %w", err)
	}
	return true, nil
}
