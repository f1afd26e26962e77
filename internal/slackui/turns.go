package slackui

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

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
func (k *core) inTurn(ctx context.Context, person approvals.Person,
	read func(context.Context) (approvals.Page, error)) (approvals.Page, error) {
	wait, cancel := context.WithTimeout(ctx, turnBudget)
	done, err := k.turns.take(wait, person.Slack.ID)
	cancel()
	if err != nil {
		return approvals.Page{}, err
	}
	defer done()
	ctx, cancel = context.WithTimeout(ctx, readBudget)
	defer cancel()
	return read(ctx)
}
