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
	// decideBudget: a click has this long, from its arrival, to be stored.
	decideBudget = 2 * time.Second
	// modalBudget is for the reads that decide between a modal and a sentence; triggerLife is how long after the arrival
	// a trigger is still tried. Reports of expiry before Slack's 3 s: https://github.com/slackapi/bolt-js/issues/1662
	modalBudget = 500 * time.Millisecond
	triggerLife = time.Second
	// askBudget is for finding out who asks, standingAge how old Slack's word on him may be.
	askBudget   = time.Second
	standingAge = time.Minute
	// readBudget is for a list, tellBudget for an answer to go out.
	readBudget = 2 * time.Second
	tellBudget = 5 * time.Second
)

// click is an interaction on its way through a handler.
type click struct {
	env *socket.Envelope
	in  interaction
	act action
	log *slog.Logger
	// refused, which may be nil, is told why a form to decide in was not opened.
	refused func(error)
}

// happening is an event on its way through a handler.
type happening struct {
	env  *socket.Envelope
	id   string
	team string
	raw  json.RawMessage
	// at is when it happened, by Slack's clock; 1970 when Slack does not tell.
	at    time.Time
	event event
	log   *slog.Logger
}

// within gives a context that ends when budget is over, counted from the envelope's arrival.
func (r *Router) within(ctx context.Context, e *socket.Envelope, budget time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, budget-r.age(e))
}

func (r *Router) age(e *socket.Envelope) time.Duration { return r.clock().Sub(e.Arrived) }

// foreign reports whether one of the team ids is of another organisation. Inside an Enterprise organisation people of
// other workspaces may be members of ours: their standing, from the user object, decides there.
func (r *Router) foreign(teams ...string) bool {
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

// tell says one sentence to the clicker alone: by the response URL; from a view by a small modal while the trigger lives,
// else by a direct message. Where one way fails the next is tried: to be told twice is better than not at all.
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
	if c.in.onHome() && r.age(c.env) < triggerLife {
		err := r.Views.OpenModal(ctx, c.in.TriggerID, cards.SentenceModal(l, say.plain(l)))
		if err == nil {
			return nil
		}
		c.log.Debug("modal did not take the sentence", "error", err)
	}
	return r.Replies.Say(ctx, c.in.User.ID, say.message(l))
}

// notRecorded gives the sentence for a decision that failed, and logs what is no refusal.
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

// notDone gives the sentence for a wish that failed and is no decision.
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

// asker finds out who asks. Slack's word on him is at most a minute old; without one in time the error is a refusal.
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

// first reports whether an id was never taken before; ok is false when nobody can say.
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

// cutForLog bounds what others sent.
func cutForLog(s string) string {
	if len(s) > longestLogged {
		return s[:longestLogged]
	}
	return s
}
