package campaign

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// play is one thing that goes wrong. It returns when it is over.
type play struct {
	name   string
	weight int
	run    func(ctx context.Context, rng *rand.Rand)
}

// chaos plays faults at random until the day is over, at most so many at the same time, and then waits for those that are
// still on. A play that finds no room is left out, and so is one that comes too early for the decisions made.
func (w *world) chaos(ctx context.Context, rng *rand.Rand, plays []play, every time.Duration, atOnce int) {
	total := 0
	for _, p := range plays {
		total += p.weight
	}
	room := make(chan struct{}, atOnce)
	var running sync.WaitGroup
	defer running.Wait()
	for {
		pause(ctx, time.Duration(rng.ExpFloat64()*float64(every)))
		if ctx.Err() != nil {
			return
		}
		if w.faultsAhead() {
			continue
		}
		p := choose(plays, rng.IntN(total))
		luck := rand.New(rand.NewPCG(rng.Uint64(), 7))
		select {
		case room <- struct{}{}:
		default:
			continue
		}
		w.journal.Note("play", "", "%s", p.name)
		running.Go(func() {
			defer func() { <-room }()
			p.run(ctx, luck)
		})
	}
}

// faultsAhead tells whether there were enough faults for the decisions made so far.
func (w *world) faultsAhead() bool {
	return float64(w.journal.Count("play")) >= firstFaults+w.opts.FaultsPerDecision*float64(w.made.Load())
}

func choose(plays []play, n int) play {
	for _, p := range plays {
		if n -= p.weight; n < 0 {
			return p
		}
	}
	return plays[0]
}

// between is a time by chance.
func between(rng *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(rng.Int64N(int64(most-least)+1))
}
