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
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Clickers know who Slack users are, by our tables alone. identitymap.Map is one.
type Clickers interface {
	// KnownUnder gives the workspace and the id that the rows of a Slack user have; ok is false where nobody has such an id.
	KnownUnder(slackUserID string) (teamID, id string, ok bool)
	// Known judges these rows. ok is false where they make nobody who may decide; KnownPerson says why.
	Known(rows db.ClickerRow) (p approvals.Person, ok bool)
	// KnownPerson reads the rows itself. A *Refusal says why somebody may not decide anything.
	KnownPerson(ctx context.Context, slackUserID string) (approvals.Person, error)
}

// errUnknownClicker is for a click whose clicker the rows read along with it do not make somebody who may decide.
var errUnknownClicker = errors.New("the clicker is not known")

// clicked is what a click is judged by. All of it is read in one trip, behind the lock of the item, and held against the rules on
// sensitive content once: the decision log has it from here.
type clicked struct {
	// click is the click with whoever made it.
	click approvals.Click
	row   db.WorkItem
	// link is what links the clicker's two accounts; nil where nothing does.
	link *db.IdentityLink
	// active is whether the clicker is an approver; nil for somebody who never was.
	active *bool
	// decisions are the one that this very click was stored as, and the one of the item's round.
	decisions []db.Decision
	// card is that which the click names, of whatever item; zero where there is none.
	card db.Card
	// privileged is as in approvals.Standing; it is read for one of several alone.
	privileged bool
	s          approvals.Standing
	// entry is what the decision log gets of a click that is refused; nil where it could not be made.
	entry *audit.Entry
}

// about asks for all that a click is judged by. item reads the item, and may lock it.
func (d Clicks) about(ctx context.Context, c approvals.Click,
	item func(q *db.Queries, ctx context.Context, id string) (db.WorkItem, error)) (*tx.Trip, *clicked) {
	trip, k := &tx.Trip{}, &clicked{click: c}
	trip.Ask(func(q *db.Queries) (err error) {
		k.row, err = itemOrNone(item(q, ctx, c.WorkItemID))
		return err
	})
	d.askBesideItem(ctx, trip, k)
	return trip, k
}

// askBesideItem asks for all that a click is judged by but the item itself.
func (d Clicks) askBesideItem(ctx context.Context, trip *tx.Trip, k *clicked) {
	c := k.click
	if d.cfg.Clickers != nil && c.Person.Identity.ID == "" {
		d.askWho(ctx, trip, k)
	} else {
		d.askAboutPerson(ctx, trip, k)
	}
	trip.Ask(func(q *db.Queries) (err error) {
		if k.decisions, err = q.DecisionsAtClick(ctx, db.DecisionsAtClickParams{ClickID: c.ID, WorkItemID: c.WorkItemID}); err != nil {
			return fmt.Errorf("read decisions: %w", err)
		}
		return nil
	})
	if c.CardID != uuid.Nil {
		trip.Ask(func(q *db.Queries) (err error) {
			k.card, err = namedCard(ctx, q, c)
			return err
		})
	}
}

// askWho asks who a Slack user is, and how they stand to the item.
func (d Clicks) askWho(ctx context.Context, trip *tx.Trip, k *clicked) {
	team, id, ok := d.cfg.Clickers.KnownUnder(k.click.Person.Slack.ID)
	if !ok {
		return
	}
	trip.Ask(func(q *db.Queries) error {
		rows, err := q.Clicker(ctx, db.ClickerParams{TeamID: team, SlackUserID: id, WorkItemID: k.click.WorkItemID, Now: d.clock()})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read clicker: %w", err)
		}
		if p, ok := d.cfg.Clickers.Known(rows); ok {
			k.click.Person, k.link, k.active = p, &rows.IdentityLink, rows.Approver
		}
		return nil
	})
}

// askAboutPerson asks how somebody is linked, and how they stand to the item.
func (d Clicks) askAboutPerson(ctx context.Context, trip *tx.Trip, k *clicked) {
	who := k.click.Person
	trip.Ask(func(q *db.Queries) (err error) {
		k.link, err = linkOf(ctx, q, who.Slack, d.clock())
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		k.active, err = approverNow(ctx, q, k.click.WorkItemID, who.Identity.ID)
		return err
	})
}

// unknown reports whether the rows do not say who clicked.
func (d Clicks) unknown(k *clicked) bool {
	return d.cfg.Clickers != nil && k.click.Person.Identity.ID == ""
}

// sameClick gives the decision that this very click was stored as before.
func (k *clicked) sameClick() (id uuid.UUID, before bool) {
	for _, dec := range k.decisions {
		if dec.ClickID == k.click.ID {
			return dec.ID, true
		}
	}
	return uuid.Nil, false
}

// ofRound is the decision on its way in the item's round, or the one that ended it; nil when there is none.
func (k *clicked) ofRound() *db.Decision {
	for i, dec := range k.decisions {
		if dec.ClickID != k.click.ID && dec.Round == k.row.Round {
			return &k.decisions[i]
		}
	}
	return nil
}

// messageKnown reports whether the message that was clicked is one of a card that counts as being there.
func (k *clicked) messageKnown() bool {
	if k.card.ID == uuid.Nil {
		return false
	}
	return k.card.State != db.CardEnded || k.card.ChannelID != k.click.ChannelID || k.card.MessageTs != k.click.MessageTS
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
