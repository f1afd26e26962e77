package campaign

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// Run plays a whole campaign. The error says that it could not be played; whether the books balance is in the ledger.
func Run(ctx context.Context, o Options) (*books.Ledger, error) {
	o = o.withDefaults()
	began := time.Now()
	w, err := newWorld(ctx, o)
	if err != nil {
		return nil, err
	}
	defer w.close()
	if err := w.awaitSockets(ctx); err != nil {
		return nil, err
	}
	if w.opts.Crowd > 0 {
		if err := w.crowd.race(ctx, w); err != nil {
			return nil, fmt.Errorf("%w; the logs of the replicas are in %s", err, w.dir)
		}
	}
	watching, over := context.WithCancel(ctx)
	defer over()
	for _, r := range w.replicas {
		go r.watch(watching)
	}
	tooFew := w.day(ctx)
	w.mend()
	w.say("the day is over; waiting until all work is done")
	unfinished := w.quiet(ctx)
	over()
	for _, r := range w.replicas {
		r.end()
	}
	l, err := w.accountant().Balance(ctx, unfinished)
	if err != nil {
		return nil, err
	}
	w.crowd.balance(w, l)
	l.Wrong("days that were over before enough was decided", tooFew)
	l.Took = time.Since(began)
	if !l.Balanced() {
		w.accountant().Histories(ctx, l)
	} else if o.Dir == "" {
		_ = os.RemoveAll(w.dir)
	}
	return l, ctx.Err()
}

// awaitSockets waits until a replica can hear clicks.
func (w *world) awaitSockets(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := w.slack.WaitFor(ctx, func() bool { return len(w.slack.Sockets()) >= 2 }); err != nil {
		return fmt.Errorf("wait for the first replica; its log is in %s: %w", w.dir, err)
	}
	return nil
}

// day is what happens between the first arrival and the last decision.
func (w *world) day(ctx context.Context) []books.Imbalance {
	day, over := context.WithTimeout(ctx, w.opts.Longest)
	defer over()
	var all sync.WaitGroup
	all.Go(func() { w.arrive(day, w.rng(10)) })
	people := &approvers{world: w}
	for n := range w.opts.ClicksAtOnce {
		all.Go(func() { people.work(day, w.rng(100+uint64(n))) })
	}
	all.Go(func() { w.chaos(day, w.rng(11), w.technology(ctx), w.opts.FaultEvery, troublesAtOnce) })
	all.Go(func() { w.chaos(day, w.rng(12), w.elsewherePlays(), w.opts.FaultEvery, peopleAtOnce) })
	made := w.watch(day)
	over()
	all.Wait()
	if made < w.opts.Decisions {
		return []books.Imbalance{{What: fmt.Sprintf("only %d of %d decisions within %s", made, w.opts.Decisions, w.opts.Longest)}}
	}
	return nil
}

// technology are the plays of all that is not done by people.
func (w *world) technology(ctx context.Context) []play {
	if w.gateway != nil {
		return slices.Concat(w.replicaPlays(), w.slackPlays(), w.gatewayPlays())
	}
	return slices.Concat(w.replicaPlays(), w.slackPlays(), w.iiqPlays(), w.clockPlays(), w.stampPlays(), w.toldPlays(),
		w.putBackPlays(ctx))
}

// watch counts decisions until there are enough, and says how it goes.
func (w *world) watch(ctx context.Context) int {
	made := 0
	for n := 1; ctx.Err() == nil; n++ {
		pause(ctx, time.Second)
		one, cancel := context.WithTimeout(ctx, time.Second)
		if err := w.pool.QueryRow(one, `SELECT count(*) FROM decisions WHERE state <> 'refused'`).Scan(&made); err == nil &&
			made >= w.opts.Decisions {
			cancel()
			break
		}
		w.made.Store(int64(made))
		w.noteGivenUp(one)
		cancel()
		if n%10 == 0 {
			w.say("%d of %d decisions, %d items open, %d plays", made, w.opts.Decisions, w.book.OpenCount(), w.journal.Count("play"))
		}
	}
	return made
}

// noteGivenUp notes which decisions are given up by now.
func (w *world) noteGivenUp(ctx context.Context) {
	rows, err := w.pool.Query(ctx, `SELECT id::text FROM decisions WHERE state = 'given_up'`)
	if err != nil {
		return
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return
	}
	for _, id := range ids {
		w.book.GaveUp(id)
	}
}
