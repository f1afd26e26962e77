package campaign

import (
	"context"
	"time"
)

// quiet waits until nothing is left to do, looked at three times in a row. It returns what still is when the time is over,
// "" when all is done.
func (w *world) quiet(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, quietWithin)
	defer cancel()
	last, good := "nobody has looked", 0
	for n := 1; good < 3; n++ {
		if ctx.Err() != nil {
			return last
		}
		if n%15 == 0 && last != "" {
			w.say("not yet: %s", last)
		}
		w.noteGivenUp(ctx)
		last = w.accountant().Unfinished(ctx)
		if good++; last != "" {
			good = 0
		}
		pause(ctx, 700*time.Millisecond)
	}
	return ""
}
