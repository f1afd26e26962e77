package campaign

import (
	"context"
	"math/rand/v2"
	"time"
)

// stampPlays are objects that a server wrote whose clock was wrong.
func (w *world) stampPlays() []play {
	return []play{{"an item is stamped ahead of time", 4, w.stampAhead}}
}

// stampAhead gives an item stamps of hours or years from now. Two of three are put right later; the others stay so.
func (w *world) stampAhead(ctx context.Context, rng *rand.Rand) {
	item, ok := w.book.Pick(rng)
	if !ok {
		return
	}
	i, err := w.iiq.WorkItem(item)
	if err != nil {
		return
	}
	ahead := between(rng, time.Hour, 30*time.Hour)
	if rng.IntN(3) == 0 {
		ahead = between(rng, 24*time.Hour, 3*365*24*time.Hour)
	}
	at := w.iiq.Now().Add(ahead).UnixMilli()
	created, modified := i.Created, at
	switch rng.IntN(3) {
	case 0:
		created, modified = at, i.Modified
	case 1:
		created = at
	}
	if w.iiq.Restamp(item, created, modified) != nil {
		return
	}
	w.journal.Note("stamp", item, "stamped %s ahead", ahead.Round(time.Minute))
	if rng.IntN(3) == 0 {
		return
	}
	pause(ctx, between(rng, 0, min(20*time.Second, w.opts.LongestFault)))
	if w.iiq.Restamp(item, i.Created, w.iiq.Now().UnixMilli()) == nil {
		w.journal.Note("stamp", item, "stamps put right")
	}
}
