package slackui

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// Asks are the ports of all handlers but those of clicks: words, lists, pages, details, events. They have their own
// workers and connections, so that no number of questions keeps a click from being stored. All are needed.
type Asks struct {
	// AtOnce bounds how many look-ups run together. It is below the number of connections of Asks, because Postgres, which
	// clicks share, computes a look-up, and because the asker has to be found out beside them.
	AtOnce    int
	People    People
	Reader    Reader
	Sender    Sender
	Personal  Personal
	Languages Languages
	Reviews   Reviews
	Dedupe    Dedupe
}

// asking returns a router whose handlers use these ports.
func (r *Router) asking(a Asks) *Router {
	cfg := r.RouterConfig
	cfg.People, cfg.Reader, cfg.Sender, cfg.Personal = a.People, a.Reader, a.Sender, a.Personal
	cfg.Languages, cfg.Reviews, cfg.Dedupe = a.Languages, a.Reviews, a.Dedupe
	asks := &Router{RouterConfig: cfg, clock: r.clock, log: r.log, turns: r.turns}
	asks.bind()
	return asks
}

// peeked is the part of a payload that tells a question from everything else.
type peeked struct {
	Type    string   `json:"type"`
	Actions []action `json:"actions"`
	Event   struct {
		Type string `json:"type"`
	} `json:"event"`
}

// isAsk reports whether an envelope only wants an answer. A payload that cannot be read does not count.
func isAsk(e *socket.Envelope) bool {
	if e.Kind == socket.KindCommand {
		return true
	}
	var p peeked
	if json.Unmarshal(e.Payload, &p) != nil {
		return false
	}
	switch {
	case e.Kind == socket.KindEvent:
		return p.Event.Type == "message" || p.Event.Type == "app_mention"
	case e.Kind == socket.KindInteraction && p.Type == "block_actions" && len(p.Actions) == 1:
		return p.Actions[0].asks()
	}
	return false
}

// asks reports whether a control leads to another page or to details. Every other control is a click: it stores
// something, or opens a form that does.
func (a action) asks() bool {
	switch a.ActionID {
	case cards.ActionNextPage, cards.ActionPreviousPage, cards.ActionHomeNextPage, cards.ActionHomePreviousPage, cards.ActionDetailsNext, cards.ActionDetailsPrevious:
		return true
	case cards.ActionMore, cards.ActionHomeMore:
		if a.SelectedOption == nil {
			return false
		}
		choice, _, err := cards.ParseMenu(a.SelectedOption.Value)
		return err == nil && choice == cards.MenuDetails
	}
	return false
}

const (
	// lookUpsAtOnce is Asks.AtOnce where there are no Asks.
	lookUpsAtOnce = 3
	// lookUpsEach is how many look-ups one person may have: one running, and one waiting for it.
	lookUpsEach = 2
	// turnBudget is how long a look-up waits for its turn.
	turnBudget = 4 * time.Second
)

// errOneAtATime refuses a look-up of a person who has one running and one waiting.
var errOneAtATime = errors.New("the person's last look-up has not ended")

// turns lets everybody run one look-up at a time, and bounds the sum. It is safe for concurrent use.
type turns struct {
	room chan struct{}

	mu     sync.Mutex
	people map[string]*ownTurn
}

// ownTurn is one person's.
type ownTurn struct {
	slot  chan struct{}
	asked int
}

func newTurns(atOnce int) *turns {
	return &turns{room: make(chan struct{}, atOnce), people: map[string]*ownTurn{}}
}

// take waits for the person's turn; done ends it.
func (t *turns) take(ctx context.Context, who string) (done func(), err error) {
	own, ok := t.enter(who)
	if !ok {
		return nil, errOneAtATime
	}
	select {
	case own.slot <- struct{}{}:
	case <-ctx.Done():
		t.leave(who, own)
		return nil, ctx.Err()
	}
	select {
	case t.room <- struct{}{}:
	case <-ctx.Done():
		<-own.slot
		t.leave(who, own)
		return nil, ctx.Err()
	}
	return func() { <-t.room; <-own.slot; t.leave(who, own) }, nil
}

func (t *turns) enter(who string) (*ownTurn, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	own, known := t.people[who]
	if !known {
		own = &ownTurn{slot: make(chan struct{}, 1)}
		t.people[who] = own
	}
	if own.asked == lookUpsEach {
		return nil, false
	}
	own.asked++
	return own, true
}

func (t *turns) leave(who string, own *ownTurn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if own.asked--; own.asked == 0 {
		delete(t.people, who)
	}
}

// inTurn runs a look-up when it is the person's turn, within the time of a look-up.
func (r *Router) inTurn(ctx context.Context, person approvals.Person,
	read func(context.Context) (approvals.Page, error)) (approvals.Page, error) {
	wait, cancel := context.WithTimeout(ctx, turnBudget)
	done, err := r.turns.take(wait, person.Slack.ID)
	cancel()
	if err != nil {
		return approvals.Page{}, err
	}
	defer done()
	ctx, cancel = context.WithTimeout(ctx, readBudget)
	defer cancel()
	return read(ctx)
}
