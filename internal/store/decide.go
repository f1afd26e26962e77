package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Decide records a person's decision, if they may take it. It is judged from our tables, in one transaction with the
// jobs that bring it to IIQ and to every copy of the card. It is judged again, from IIQ itself, before anything is
// written there. Where the click gives no identity, the configured Clickers say whose it is.
//
// Errors: a *Refusal when the person may not decide, or somebody was first; ErrUncertain when the COMMIT got no answer
// (DecisionByClick tells later whether it was recorded). With any other error nothing was recorded. The same click
// again gives the same receipt. The receipt says who clicked even then, if that is known.
func (d Clicks) Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error) {
	c.Comment = approvals.CleanComment(c.Comment)
	if c.Lines != nil {
		c.Verdict = c.Lines.Verdict()
	}
	receipt, seen, err := d.decideInTurn(ctx, c)
	if errors.Is(err, errUnknownClicker) {
		if c.Person, err = d.whoClicked(ctx, c); err == nil {
			receipt, seen, err = d.decideInTurn(ctx, c)
		}
	}
	if seen != nil {
		c = seen.click
	}
	if r, refused := approvals.AsRefusal(err); refused {
		d.refusals().clickRefused(ctx, c, r, seen)
		if r.Code.Changed() {
			d.showFacts(ctx, c.CardID)
		}
	}
	receipt.IdentityID, receipt.Locale = c.Person.Identity.ID, c.Person.Slack.Locale
	receipt.MessageKnown = seen != nil && seen.messageKnown()
	if err != nil {
		receipt.DecisionID, receipt.Repeated = uuid.Nil, false
		return receipt, fmt.Errorf("decide: %w", err)
	}
	return receipt, nil
}

// whoClicked finds out by itself who clicked. With an error the person is as the click has them.
func (d Clicks) whoClicked(ctx context.Context, c approvals.Click) (approvals.Person, error) {
	p, err := d.cfg.Clickers.KnownPerson(ctx, c.Person.Slack.ID)
	if err != nil {
		return c.Person, err
	}
	return p, nil
}

// decideInTurn lets the click wait for those on the same item that this process has in hand, and then judges and stores
// it. One that had to wait is first judged without a lock: nearly always somebody else was first.
//
// Only one click on an item at a time goes to the database; the others wait without a connection, so that one item, for which many
// wait, keeps no click on another item from a connection. Once a click is stored, those that wait are judged together, since hardly any
// of them can still be stored. This only orders the clicks of one process: what counts is the lock on the item's row.
func (d Clicks) decideInTurn(ctx context.Context, c approvals.Click) (approvals.Receipt, *clicked, error) {
	turn := d.turns.Join(c.WorkItemID)
	defer d.turns.Leave(c.WorkItemID)
	mine := turn.Try()
	if !mine {
		var err error
		if mine, err = turn.Wait(ctx); err != nil {
			return approvals.Receipt{}, nil, fmt.Errorf("wait for other clicks on the item: %w", err)
		}
		if receipt, seen, err := d.lookFirst(ctx, c); err != nil || receipt.Repeated {
			turn.Got()
			if mine {
				turn.Release()
			}
			return receipt, seen, err
		}
	}
	if !mine {
		if err := turn.Take(ctx); err != nil {
			return approvals.Receipt{}, nil, fmt.Errorf("wait for other clicks on the item: %w", err)
		}
	}
	defer turn.Release()
	receipt, seen, err := d.decideTogether(ctx, c)
	if err == nil {
		turn.Got()
	}
	return receipt, seen, err
}

// waitingForItems runs store, which may wait on a connection until nobody else has its items locked. Few do so at once, so that
// connections are left for the others. What the index on decisions refuses, since another one was stored although the item was locked,
// is judged once more.
func (d Clicks) waitingForItems(ctx context.Context, store func() error) error {
	select {
	case d.alones <- struct{}{}:
		defer func() { <-d.alones }()
	case <-ctx.Done():
		return fmt.Errorf("wait for clicks on other items: %w", ctx.Err())
	}
	err := store()
	if somebodyWasFirst(err) {
		err = store()
	}
	return err
}

// decideAlone judges and stores the click in one transaction of its own, for which it waits until nobody else has the item locked.
// A click that the index on decisions refuses is then told who was first.
func (d Clicks) decideAlone(ctx context.Context, c approvals.Click) (receipt approvals.Receipt, seen *clicked, err error) {
	err = d.waitingForItems(ctx, func() error {
		receipt, seen, err = d.decideOnce(ctx, c)
		return err
	})
	return receipt, seen, err
}

func (d Clicks) decideOnce(ctx context.Context, c approvals.Click) (receipt approvals.Receipt, seen *clicked, err error) {
	err = d.base.InTxAtOnce(ctx, func(t *tx.Tx) error {
		var trip *tx.Trip
		trip, seen = d.about(ctx, c, (*db.Queries).LockWorkItem)
		if err := t.Send(ctx, trip); err != nil {
			return fmt.Errorf("read what was clicked: %w", err)
		}
		receipt, err = d.decide(ctx, t, seen)
		return err
	})
	return receipt, seen, err
}

// somebodyWasFirst reports whether an index kept a second decision out.
func somebodyWasFirst(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "23505" && refused.TableName == "decisions"
}

// showFacts has a card shown anew that was refused since it does not say which facts it shows. The card is behind anyway where
// something has changed since.
func (d Clicks) showFacts(ctx context.Context, card uuid.UUID) {
	if err := db.New(d.pool).ShowFacts(context.WithoutCancel(ctx), card); err != nil {
		d.log.WarnContext(ctx, "a card that shows too little is not shown anew", "card_id", card.String(), "error", err)
	}
}

// judgeClick judges a click on an item: a *Refusal where it may not be stored. Receipt is that of the same click, stored before.
func (d Clicks) judgeClick(ctx context.Context, q *db.Queries, seen *clicked) (approvals.Receipt, error) {
	if d.unknown(seen) {
		return approvals.Receipt{}, errUnknownClicker
	}
	if id, before := seen.sameClick(); before {
		return approvals.Receipt{DecisionID: id, Repeated: true}, nil
	}
	c, card := seen.click, seen.ownCard()
	ask := approvals.Ask{Who: c.Person.Identity, Purpose: approvals.ToDecide, Verdict: c.Verdict, Lines: c.Lines, Comment: c.Comment,
		RequestMark: c.RequestMark, FactsMark: c.FactsMark}
	if c.Bulk != nil {
		ask.Several, ask.OfferMark = true, c.Bulk.Mark
	} else if c.RequestMark == "" || c.FactsMark == "" {
		// The control does not say all that it showed. What our tables know of its card is then all there is.
		ask.CardDigest, ask.CardFacts = card.AskedHash, stored.FactsOn(card)
	}
	var err error
	if ask.Confirmed, ask.OwnCard, err = d.confirmed(ctx, q, c, card); err != nil {
		return approvals.Receipt{}, err
	}
	seen.s, err = d.standings().judge(ctx, q, relation{row: seen.row, active: seen.active, decision: seen.ofRound(),
		privileged: seen.privileged}, ask)
	if _, refused := approvals.AsRefusal(err); refused {
		if e, unread := d.entryOfClick(seen); unread == nil {
			seen.entry = &e
		}
	}
	return approvals.Receipt{}, err
}

// decide judges and stores a click. The item is locked.
func (d Clicks) decide(ctx context.Context, t *tx.Tx, seen *clicked) (approvals.Receipt, error) {
	before, err := d.judgeClick(ctx, t.Queries, seen)
	if err != nil || before.Repeated {
		return before, err
	}
	trip := &tx.Trip{}
	k := askKeep(ctx, trip, seen)
	if err := t.Send(ctx, trip); err != nil {
		return approvals.Receipt{}, err
	}
	return approvals.Receipt{DecisionID: k.id}, d.kept(t, seen, k)
}

// subjectOf is what the decision of a click that was judged is about.
func subjectOf(seen *clicked) subject {
	c := seen.click
	about := subject{round: seen.row.Round, asked: approvals.RequestDigest(seen.s.Item), facts: approvals.FactsDigest(seen.s.Item),
		tag: seen.tagSeen(c)}
	if about.facts == nil {
		// What the card showed is then what the person decided on.
		about.facts = stored.FactsOn(seen.ownCard())
	}
	if card := seen.ownCard(); card.IdentityID == c.Person.Identity.ID {
		about.card, about.inRun = card.ID, card.InRun
	}
	return about
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

// keeping is a decision on its way into the database.
type keeping struct {
	id uuid.UUID
	// at is the time of the click, by Postgres's clock.
	at       time.Time
	raised   []uuid.UUID
	homeOpen *bool
}

// askKeep has a trip store the decision and make every copy of the card count as behind. It also renews a card that said "not recorded".
func askKeep(ctx context.Context, trip *tx.Trip, seen *clicked) *keeping {
	k, c := &keeping{id: uuid.New()}, seen.click
	decision := newDecision(k.id, c, subjectOf(seen))
	trip.Ask(func(q *db.Queries) (err error) {
		if k.at, err = q.InsertDecision(ctx, decision); err != nil {
			return fmt.Errorf("insert decision: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) error {
		if err := q.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: c.WorkItemID}); err != nil {
			return fmt.Errorf("raise version: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		if k.raised, err = q.RaiseCardsOfClick(ctx, c.WorkItemID); err != nil {
			return fmt.Errorf("raise cards: %w", err)
		}
		return nil
	})
	k.homeOpen = trip.HomeOpen(ctx, c.Person.Slack.TeamID, c.Person.Slack.ID)
	return k
}

// kept has the transaction end with what goes with a decision that it stores: jobs, and the entry of the decision log. A decision that
// IIQ takes at once changes a copy of the card once, to its end; else the copies say in a moment that it is being recorded (see
// Cards.ShowRecording).
func (d Clicks) kept(t *tx.Tx, seen *clicked, k *keeping) error {
	t.Trace(append(k.raised, k.id)...)
	t.SubmitAtOnce(k.id, 1)
	t.RecordingSoon(k.id)
	if *k.homeOpen {
		t.Home(seen.click.Person.Slack.ID, k.id.String()+" clicked")
	}
	return d.recordClick(t, seen, k.id.String(), k.at)
}

// ClickStatements gives what a stored click runs, by itself or with others, for connections that are to have it prepared. It changes
// nothing.
func (d Clicks) ClickStatements(ctx context.Context) ([]string, error) {
	// Any user and any card will do: it is the statements that count.
	some := approvals.Click{CardID: uuid.New(), Person: approvals.Person{Slack: approvals.SlackUser{ID: "U0"}}}
	read, seen := d.about(ctx, some, (*db.Queries).LockWorkItem)
	store := &tx.Trip{}
	askFree(ctx, store, nil)
	askKeep(ctx, store, seen)
	around, err := d.base.Statements(ctx)
	if err != nil {
		return nil, fmt.Errorf("look what a click runs: %w", err)
	}
	return slices.Concat(read.SQL(), store.SQL(), around), nil
}

func newDecision(id uuid.UUID, c approvals.Click, m subject) db.InsertDecisionParams {
	name := c.Person.Identity.DisplayName()
	return db.InsertDecisionParams{
		ID: id, WorkItemID: c.WorkItemID, Round: m.round, ClickID: c.ID, Verdict: string(c.Verdict), Comment: c.Comment,
		SentComment: approvals.SentComment(c.Comment, name), IdentityID: c.Person.Identity.ID, DeciderName: name,
		SlackTeamID: c.Person.Slack.TeamID, SlackUserID: c.Person.Slack.ID,
		CardID:    uuid.NullUUID{UUID: m.card, Valid: m.card != uuid.Nil},
		ChannelID: c.ChannelID, MessageTs: c.MessageTS, ResponseUrl: c.ResponseURL, InRun: m.inRun,
		AskedHash: m.asked, FactsHash: m.facts, Tag: m.tag, Lines: stored.LineDecisionsJSON(c.Lines),
	}
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
