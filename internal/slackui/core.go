package slackui

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// core is what all handlers have in common: the ports, the clock, and the ways to ack, to find out who it is, and to answer.
type core struct {
	RouterConfig
	// clock measures spans, such as the age of an envelope.
	clock func() time.Time
	log   *slog.Logger
	turns *turns
}

const (
	// decideBudget is how long after its arrival a click may take to be stored.
	decideBudget = 2 * time.Second
	// modalBudget bounds the reads that choose between a modal and a sentence. triggerLife is how long after the arrival a
	// trigger is still tried, since triggers have expired before Slack's 3 s:
	// https://github.com/slackapi/bolt-js/issues/1662
	modalBudget = 500 * time.Millisecond
	triggerLife = time.Second
	// askBudget bounds finding out who asks. standingAge is how old the asker's standing in Slack may be.
	askBudget   = time.Second
	standingAge = time.Minute
	// readBudget bounds reading a list, tellBudget sending an answer.
	readBudget = 2 * time.Second
	tellBudget = 5 * time.Second
)

// click is an interaction on its way through a handler.
type click struct {
	env *socket.Envelope
	in  interaction
	act action
	log *slog.Logger
	// messageKnown is set where the message that was clicked is known to be there.
	messageKnown bool
}

// eventDelivery is an event on its way through a handler.
type eventDelivery struct {
	env  *socket.Envelope
	id   string
	team string
	raw  json.RawMessage
	// at is when it happened, by Slack's clock; 1970 when Slack does not say.
	at    time.Time
	event event
	log   *slog.Logger
}

// within gives a context that ends when budget is over, counted from the envelope's arrival.
func (k *core) within(ctx context.Context, e *socket.Envelope, budget time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, budget-k.age(e))
}

func (k *core) age(e *socket.Envelope) time.Duration { return k.clock().Sub(e.Arrived) }

// dated is the time that is stored, or compared with what is stored.
func (k *core) dated() time.Time {
	if k.Dated != nil {
		return k.Dated()
	}
	return k.clock()
}

// otherOrganisation reports whether one of the team ids belongs to another organisation. In an Enterprise organisation members
// of our workspace may come from other workspaces; their standing by the user object decides then.
func (k *core) otherOrganisation(teams ...string) bool {
	if k.Workspace.EnterpriseID != "" {
		return false
	}
	for _, t := range teams {
		if t != "" && t != k.Workspace.TeamID {
			return true
		}
	}
	return false
}

// itemClicked reads which work item a control is about. A value that is not ours is acked and dropped.
func (k *core) itemClicked(ctx context.Context, c *click) (cards.ItemRef, bool) {
	ref, err := c.act.itemRef()
	if err != nil {
		c.log.Warn("control carries no work item", "action_id", c.act.ActionID, "error", err)
		k.ack(ctx, c.env, c.log)
		return cards.ItemRef{}, false
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	tracing.Current(ctx).Set(tracing.WorkItemID, ref.WorkItemID)
	return ref, true
}

// itemRef reads which work item an action is about.
func (a action) itemRef() (cards.ItemRef, error) {
	if a.ActionID == cards.ActionHomeApprove || a.ActionID == cards.ActionHomeApproveNoted || a.ActionID == cards.ActionHomeDeny {
		return cards.ParseHomeRef(a.Value)
	}
	return cards.ParseItemRef(a.Value)
}

// card gives the card that an action is on; false where it names none.
func (a action) card() (uuid.UUID, bool) {
	ref, err := cards.ParseItemRef(a.Value)
	if err != nil && a.SelectedOption != nil {
		_, ref, err = cards.ParseMenu(a.SelectedOption.Value, a.BlockID)
	}
	return ref.CardID, err == nil && ref.CardID != uuid.Nil
}

// asker finds out who asks. Their standing in Slack is at most a minute old; without it in time the error is a
// refusal.
func (k *core) asker(ctx context.Context, slackUserID string, log *slog.Logger) (approvals.Person, error) {
	ctx, cancel := context.WithTimeout(ctx, askBudget)
	defer cancel()
	person, err := k.People.Person(ctx, slackUserID, standingAge)
	if err == nil {
		return person, nil
	}
	if _, refused := approvals.AsRefusal(err); refused {
		return approvals.Person{}, err
	}
	log.Warn("person could not be looked up", "error", err)
	return approvals.Person{}, &approvals.Refusal{Code: approvals.RefusedUnknownNow}
}

// first reports whether an id is new. ok is false when the database cannot say.
func (k *core) first(ctx context.Context, id string, log *slog.Logger) (first, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, askBudget)
	defer cancel()
	first, err := k.Dedupe.Take(ctx, id)
	if err != nil {
		log.Error("id could not be taken", "error", err)
		return false, false
	}
	return first, true
}

func (k *core) ack(ctx context.Context, e *socket.Envelope, log *slog.Logger) {
	k.ackWith(ctx, e, nil, log)
}

func (k *core) ackWith(ctx context.Context, e *socket.Envelope, payload any, log *slog.Logger) {
	ctx, span := tracing.Start(ctx, "ack")
	defer span.End()
	if err := e.Ack(ctx, payload); err != nil {
		span.Fail(err)
		log.Warn("ack failed", "error", err)
	}
}

const longestLogged = 100

// cutForLog bounds text by others.
func cutForLog(s string) string {
	if len(s) > longestLogged {
		return s[:longestLogged]
	}
	return s
}
