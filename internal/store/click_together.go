package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/crowds"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Clicks on different items that come at once are stored in one transaction, since only one transaction at a time can append to the
// decision log, and each waits for the disk. Clicks that somebody else was quicker than are judged in one read.
//
// Of the connections that a process has for clicks, storesAtOnce store, looksAtOnce judge those who were not first, and alonesAtOnce
// wait for items that somebody else has locked. One is left for refusals and for all that comes after a click.
const (
	storesAtOnce, looksAtOnce, alonesAtOnce = 3, 2, 2
	// clicksTogether bounds a batch: its items are locked until its last click is stored.
	clicksTogether = 25
	// togetherNeeds is how much time a click must have left to go with others, whose time is then bounded by its own.
	togetherNeeds = 250 * time.Millisecond
	// lookWithin bounds a look at what is committed. Whoever's time is over before does not wait for it.
	lookWithin = time.Second
	// togetherSlack is how long after its own time a click still waits for the word of its batch, which ends by then.
	togetherSlack = 100 * time.Millisecond
	// crowdFrom is how many clicks in hand are very many: a process that stores them as they come has one or two. For crowdWait at most
	// they hold back what can wait.
	crowdFrom = 16
	crowdWait = time.Second
)

// clickQueues order the clicks of one process.
type clickQueues struct {
	crowd *crowds.Crowd
	turns *crowds.Turns
	// alones bounds how many clicks wait at once, each on a connection, for items that somebody else has locked.
	alones chan struct{}
	// storing, looking and refusing are batches of clicks and of refusals, on the connections of one pool.
	storing, looking *crowds.Queue[*pressed]
	refusing         *crowds.Queue[audit.Entry]
}

func newClickQueues() clickQueues {
	crowd := crowds.NewCrowd(crowdFrom, crowdWait)
	return clickQueues{crowd: crowd, turns: crowds.NewTurns(crowd), alones: make(chan struct{}, alonesAtOnce)}
}

// on gives the batches the pool of a core.
func (q *clickQueues) on(c *core) {
	q.storing = crowds.New(clicksTogether, storesAtOnce, Clicks{c}.storeTogether)
	q.looking = crowds.New(clicksTogether, looksAtOnce, Clicks{c}.lookTogether)
	q.refusing = crowds.New(refusalsTogether, 1, Refusals{c}.writeTogether)
}

// AwaitCalm holds back what can wait while very many clicks are being stored: until they have become few, and for a second after they
// had become many at most. Whatever else this process asks of Postgres meanwhile takes time from them.
func (d Clicks) AwaitCalm(ctx context.Context) { d.crowd.AwaitCalm(ctx) }

// pressed is a click in a batch. What became of it is there once the batch has ended.
type pressed struct {
	// ctx is the click's own: it has its time, and its trace.
	ctx   context.Context
	click approvals.Click

	seen    *clicked
	receipt approvals.Receipt
	err     error
	// keeping is set while the click is about to be stored.
	keeping *keeping
	// alone is set where the batch did nothing for the click, so that it has to be judged by itself.
	alone bool
}

// errAllRefused ends a transaction in which there is nothing to store.
var errAllRefused = errors.New("no click of the batch can be stored")

// decideTogether judges and stores the click along with those on other items that come at the same time; by itself where somebody else
// has its item locked, or where the others' transaction failed.
func (d Clicks) decideTogether(ctx context.Context, c approvals.Click) (approvals.Receipt, *clicked, error) {
	p := &pressed{ctx: ctx, click: c}
	wait, cancel := withSlack(ctx)
	defer cancel()
	err := d.storing.Do(wait, p)
	switch {
	case errors.Is(err, crowds.ErrUnderWay):
		return approvals.Receipt{}, nil, fmt.Errorf("store with other clicks: %w: %w", approvals.ErrUncertain, err)
	case err != nil:
		return approvals.Receipt{}, nil, fmt.Errorf("wait for other clicks: %w", err)
	case p.alone:
		return d.decideAlone(ctx, c)
	}
	return p.receipt, p.seen, p.err
}

// withSlack gives a context that ends a little later than ctx where ctx ends by itself.
func withSlack(ctx context.Context) (context.Context, context.CancelFunc) {
	until, bounded := ctx.Deadline()
	if !bounded {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(context.WithoutCancel(ctx), until.Add(togetherSlack))
}

// storeTogether is what storing does with a batch: clicks on different items.
func (d Clicks) storeTogether(batch []*pressed) {
	defer d.recovered(batch)
	together := leavingLate(batch)
	if len(together) == 0 {
		return
	}
	ctx, cancel := timeOf(together)
	defer cancel()
	err := d.base.InTxAtOnce(ctx, func(t *tx.Tx) error { return d.storeAll(ctx, t, together) })
	for _, p := range together {
		switch {
		case err == nil || errors.Is(err, errAllRefused):
		case errors.Is(err, approvals.ErrUncertain):
			if p.keeping != nil {
				p.receipt, p.err = approvals.Receipt{}, err
			}
		default:
			// Nothing is committed. Whichever of the clicks it was: each is judged anew by itself.
			p.alone = true
		}
	}
}

// leavingLate leaves the clicks alone that have too little time left to share it.
func leavingLate(batch []*pressed) []*pressed {
	var together []*pressed
	for _, p := range batch {
		if until, bounded := p.ctx.Deadline(); bounded && time.Until(until) < togetherNeeds {
			p.alone = true
			continue
		}
		together = append(together, p)
	}
	return together
}

// timeOf gives the context of a batch: it ends when the first of its clicks has no time left. A click by itself has its own trace; where
// they are several, each of their rows has that of its click.
func timeOf(batch []*pressed) (context.Context, context.CancelFunc) {
	if len(batch) == 1 {
		return context.WithCancel(batch[0].ctx)
	}
	var first time.Time
	for _, p := range batch {
		if until, bounded := p.ctx.Deadline(); bounded && (first.IsZero() || until.Before(first)) {
			first = until
		}
	}
	if first.IsZero() {
		return context.WithCancel(context.Background())
	}
	return context.WithDeadline(context.Background(), first)
}

// storeAll locks the items that nobody else has locked, judges all clicks on them, and stores those that may be.
func (d Clicks) storeAll(ctx context.Context, t *tx.Tx, batch []*pressed) error {
	if err := d.readAll(ctx, t, batch); err != nil {
		return err
	}
	trip := &tx.Trip{}
	for _, p := range batch {
		if p.alone {
			continue
		}
		p.receipt, p.err = d.judgeClick(ctx, t.Queries, p.seen)
		_, refused := approvals.AsRefusal(p.err)
		switch {
		case p.err == nil && !p.receipt.Repeated:
			p.keeping = askKeep(ctx, trip, p.seen)
			p.receipt = approvals.Receipt{DecisionID: p.keeping.id}
		case p.err != nil && !refused && !errors.Is(p.err, errUnknownClicker):
			p.alone = true
		}
	}
	return d.keepAll(ctx, t, trip, batch)
}

// readAll reads in one trip all that the clicks are judged by, behind the locks of the items. A click on an item that somebody else has
// locked, or that is not there, is left alone. The transaction may begin anew, so whatever it found before counts no more.
func (d Clicks) readAll(ctx context.Context, t *tx.Tx, batch []*pressed) error {
	trip := &tx.Trip{}
	ids := make([]string, len(batch))
	for i, p := range batch {
		ids[i] = p.click.WorkItemID
	}
	free := askFree(ctx, trip, ids)
	for _, p := range batch {
		*p = pressed{ctx: p.ctx, click: p.click, seen: &clicked{click: p.click}}
		d.askBesideItem(ctx, trip, p.seen)
	}
	if err := t.Send(ctx, trip); err != nil {
		return fmt.Errorf("read what was clicked: %w", err)
	}
	for _, p := range batch {
		row, ok := free[p.click.WorkItemID]
		p.seen.row, p.alone = row, !ok
	}
	return nil
}

// askFree has a trip lock those of the items that nobody else has locked.
func askFree(ctx context.Context, trip *tx.Trip, ids []string) (free map[string]db.WorkItem) {
	free = map[string]db.WorkItem{}
	trip.Ask(func(q *db.Queries) error {
		rows, err := q.LockFreeWorkItems(ctx, ids)
		if err != nil {
			return fmt.Errorf("lock items: %w", err)
		}
		for _, row := range rows {
			free[row.ID] = row
		}
		return nil
	})
	return free
}

// keepAll sends the trip that stores the decisions, and notes what goes with each.
func (d Clicks) keepAll(ctx context.Context, t *tx.Tx, trip *tx.Trip, batch []*pressed) error {
	if trip.Empty() {
		return errAllRefused
	}
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	for _, p := range batch {
		if p.keeping == nil {
			continue
		}
		t.TraceAs(p.ctx) //nolint:contextcheck // each row has the trace of its own click
		if err := d.kept(t, p.seen, p.keeping); err != nil {
			return err
		}
	}
	return nil
}

// lookFirst judges a click by what is committed, and refuses it if there is a decision already. Any other click is left
// to decideTogether, and so is one that cannot be judged now.
func (d Clicks) lookFirst(ctx context.Context, c approvals.Click) (approvals.Receipt, *clicked, error) {
	p := &pressed{ctx: ctx, click: c}
	if err := d.looking.Do(ctx, p); err != nil || p.alone {
		return approvals.Receipt{}, nil, nil //nolint:nilerr // whoever takes the turn next is told the same
	}
	return p.receipt, p.seen, p.err
}

// lookTogether is what looking does with a batch. What it judges is read in one trip, each item once.
func (d Clicks) lookTogether(batch []*pressed) {
	defer d.recovered(batch)
	ctx, cancel := context.WithTimeout(context.Background(), lookWithin)
	defer cancel()
	trip, rows := &tx.Trip{}, map[string]*db.WorkItem{}
	for _, p := range batch {
		p.seen = &clicked{click: p.click}
		if id := p.click.WorkItemID; rows[id] == nil {
			row := &db.WorkItem{}
			rows[id] = row
			trip.Ask(func(q *db.Queries) (err error) {
				*row, err = itemOrNone(q.GetWorkItem(ctx, id))
				return err
			})
		}
		d.askBesideItem(ctx, trip, p.seen)
	}
	err := d.base.Look(ctx, trip)
	for _, p := range batch {
		p.seen.row = *rows[p.click.WorkItemID]
		if p.alone = err != nil; !p.alone {
			d.judgeLooked(ctx, p)
		}
	}
}

// judgeLooked judges a click without a lock. Only that it is stored already, or that somebody else was quicker, is final.
func (d Clicks) judgeLooked(ctx context.Context, p *pressed) {
	p.receipt, p.err = d.judgeClick(ctx, db.New(d.pool), p.seen)
	r, refused := approvals.AsRefusal(p.err)
	late := refused && (p.seen.s.Decision != nil || r.Code == approvals.RefusedAlreadyDecided)
	if !p.receipt.Repeated && !late {
		p.alone = true
	}
}

// recovered keeps a mistake in the judging of one batch from ending the process. Nobody knows then what became of its clicks.
func (d Clicks) recovered(batch []*pressed) {
	wrong := recover()
	if wrong == nil {
		return
	}
	d.log.Error("clicks that came together could not be judged", "panic", wrong, "stack", string(debug.Stack()))
	for _, p := range batch {
		*p = pressed{ctx: p.ctx, click: p.click, err: fmt.Errorf("judge with other clicks: %w: %v", approvals.ErrUncertain, wrong)}
	}
}
