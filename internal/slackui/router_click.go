package slackui

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/words"
)

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
func (r *Router) within(ctx context.Context, e *socket.Envelope, budget time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, budget-r.age(e))
}

func (r *Router) age(e *socket.Envelope) time.Duration { return r.clock().Sub(e.Arrived) }

// otherOrganisation reports whether one of the team ids belongs to another organisation. In an Enterprise organisation members
// of our workspace may come from other workspaces; their standing by the user object decides then.
func (r *Router) otherOrganisation(teams ...string) bool {
	if r.Workspace.EnterpriseID != "" {
		return false
	}
	for _, t := range teams {
		if t != "" && t != r.Workspace.TeamID {
			return true
		}
	}
	return false
}

// tell says one sentence to the clicker alone: by the response URL; from a view by a small modal while the trigger
// lives, else by a direct message. When one way fails it tries the next, since hearing it twice is better than not at
// all.
func (r *Router) tell(ctx context.Context, c *click, say sentence) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	if err := r.tellBy(ctx, c, say, r.language(ctx, c.in.User.ID)); err != nil {
		c.log.Warn("sentence could not be told", "error", err)
	}
}

func (r *Router) tellBy(ctx context.Context, c *click, say sentence, l approvals.Language) error {
	if c.in.ResponseURL != "" {
		first, cancel := context.WithTimeout(ctx, tellBudget/2)
		err := r.Replies.Respond(first, c.in.ResponseURL, say.message(l), false)
		cancel()
		if err == nil {
			return nil
		}
		c.log.Debug("response URL did not take the sentence", "error", err)
	}
	if c.in.onHome() {
		err := r.openView(ctx, c, cards.SentenceModal(l, say.plain(l)))
		if err == nil {
			return nil
		}
		c.log.Debug("modal did not take the sentence", "error", err)
	}
	return r.Replies.Say(ctx, c.in.User.ID, say.message(l))
}

// notRecorded gives the sentence for a decision that failed, and logs every error that is no refusal.
func notRecorded(err error, log *slog.Logger) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok {
		log.Info("click refused", "code", refusal.Code)
		return sentence{refusal: refusal}
	}
	if errors.Is(err, approvals.ErrUncertain) {
		log.Error("outcome of the commit is unclear", "error", err)
		return sentence{text: words.Unclear}
	}
	log.Error("click could not be recorded", "error", err)
	return sentence{text: words.NothingRecorded}
}

// notDone gives the sentence for another action that failed.
func notDone(err error, log *slog.Logger, otherwise words.Sentence) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok {
		log.Info("wish refused", "code", refusal.Code)
		return sentence{refusal: refusal}
	}
	if errors.Is(err, errOneAtATime) {
		log.Info("wish refused", "code", "one_at_a_time")
		return sentence{text: words.OneAtATime}
	}
	log.Error("wish could not be served", "error", err)
	return sentence{text: otherwise}
}

// asker finds out who asks. Their standing in Slack is at most a minute old; without it in time the error is a
// refusal.
func (r *Router) asker(ctx context.Context, slackUserID string, log *slog.Logger) (approvals.Person, error) {
	ctx, cancel := context.WithTimeout(ctx, askBudget)
	defer cancel()
	person, err := r.People.Person(ctx, slackUserID, standingAge)
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
func (r *Router) first(ctx context.Context, id string, log *slog.Logger) (first, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, askBudget)
	defer cancel()
	first, err := r.Dedupe.Take(ctx, id)
	if err != nil {
		log.Error("id could not be taken", "error", err)
		return false, false
	}
	return first, true
}

const longestLogged = 100

// cutForLog bounds text by others.
func cutForLog(s string) string {
	if len(s) > longestLogged {
		return s[:longestLogged]
	}
	return s
}
