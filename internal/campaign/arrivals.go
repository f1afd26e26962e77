package campaign

import (
	"context"
	"math/rand/v2"
	"time"
)

// arrive makes new work items as long as not too many wait, and drops from the book what was decided.
func (w *world) arrive(ctx context.Context, rng *rand.Rand) {
	for ctx.Err() == nil {
		w.forgetClosed(ctx)
		if w.book.OpenCount() >= openForEach*w.opts.ClicksAtOnce {
			pause(ctx, 50*time.Millisecond)
			continue
		}
		i, err := w.pages.AddWorkItem(w.newItem(rng))
		if err != nil {
			w.journal.Note("trouble", "", "cannot make a work item: %v", err)
			continue
		}
		w.journal.Note("arrival", i.ID, "work item %s for %s, requester %s, target %s", i.Name, i.OwnerID, i.RequesterID, i.TargetID)
		w.book.Arrived(i.ID)
		pause(ctx, time.Duration(rng.IntN(60))*time.Millisecond)
	}
}

// tooOld is how long an item waits until it expires. It may wait for a signature, or for its own requester, or nobody came to it.
const tooOld = 45 * time.Second

// forgetClosed takes items out of reach that are no longer open. Those that nobody decided for too long expire: else a day would end
// with thousands of them, which cost the bot more than all that is decided.
func (w *world) forgetClosed(ctx context.Context) {
	open := map[string]bool{}
	for _, i := range w.iiq.OpenItems() {
		open[i.ID] = true
	}
	var old []string
	w.book.Keep(func(id string, born time.Time) bool {
		if open[id] && time.Since(born) >= tooOld {
			old = append(old, id)
			return false
		}
		return open[id]
	})
	for _, id := range old {
		w.end(ctx, id, w.pages.Expire, "Expired")
	}
}
