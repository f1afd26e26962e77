package campaign

import (
	"context"
	"fmt"
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
		last = w.unfinished(ctx)
		if good++; last != "" {
			good = 0
		}
		pause(ctx, 700*time.Millisecond)
	}
	return ""
}

// leftovers are what the tables call unfinished. A job for a card or a decision that died with its process is nothing but a
// nudge: the rows say what is to be done.
const leftovers = `SELECT
	(SELECT count(*) FROM decisions WHERE state = 'recording'),
	(SELECT count(*) FROM cards WHERE state IN ('waiting', 'posted') AND shown < want),
	(SELECT count(*) FROM cards WHERE state = 'new'),
	(SELECT count(*) FROM cards WHERE state = 'unreachable'),
	(SELECT count(*) FROM decisions WHERE tell_at IS NOT NULL),
	(SELECT count(*) FROM schedules WHERE last_error <> '')`

func (w *world) unfinished(ctx context.Context) string {
	var recording, behind, fresh, unreachable, sentences, failing int
	err := w.pool.QueryRow(ctx, leftovers).Scan(&recording, &behind, &fresh, &unreachable, &sentences, &failing)
	if err != nil {
		return fmt.Sprintf("the database does not answer: %v", err)
	}
	if recording+behind+fresh+unreachable+sentences+failing > 0 {
		return fmt.Sprintf("%d decisions on their way, %d cards behind, %d cards not released, %d cards for nobody, %d sentences not told, %d rounds failing",
			recording, behind, fresh, unreachable, sentences, failing)
	}
	d, err := w.read(ctx)
	if err != nil {
		return err.Error()
	}
	if wrong := w.compareItems(d); len(wrong) > 0 {
		return wrong[0].What
	}
	if wrong := w.missingCards(d); len(wrong) > 0 {
		return wrong[0].What
	}
	if wrong := w.formerApprovers(d); len(wrong) > 0 {
		return wrong[0].What
	}
	return ""
}
