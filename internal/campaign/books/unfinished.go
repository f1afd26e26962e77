package books

import (
	"context"
	"fmt"
)

// leftovers are what the tables call unfinished. A job for a card or a decision that died with its process is nothing but a
// nudge: the rows say what is to be done.
const leftovers = `SELECT
	(SELECT count(*) FROM decisions WHERE state = 'recording'),
	(SELECT count(*) FROM cards WHERE state IN ('waiting', 'posted') AND shown < want),
	(SELECT count(*) FROM cards WHERE state = 'new'),
	(SELECT count(*) FROM cards WHERE state = 'unreachable'),
	(SELECT count(*) FROM decisions WHERE tell_at IS NOT NULL),
	(SELECT count(*) FROM schedules WHERE last_error <> '')`

// Unfinished is what is still left to do, "" when all is done.
func (a *Accountant) Unfinished(ctx context.Context) string {
	var recording, behind, fresh, unreachable, sentences, failing int
	err := a.Pool.QueryRow(ctx, leftovers).Scan(&recording, &behind, &fresh, &unreachable, &sentences, &failing)
	if err != nil {
		return fmt.Sprintf("the database does not answer: %v", err)
	}
	if recording+behind+fresh+unreachable+sentences+failing > 0 {
		return fmt.Sprintf("%d decisions on their way, %d cards behind, %d cards not released, %d cards for nobody, %d sentences not told, %d rounds failing",
			recording, behind, fresh, unreachable, sentences, failing)
	}
	d, err := a.read(ctx)
	if err != nil {
		return err.Error()
	}
	if wrong := a.compareItems(d); len(wrong) > 0 {
		return wrong[0].What
	}
	if wrong := a.missingCards(d); len(wrong) > 0 {
		return wrong[0].What
	}
	if wrong := a.formerApprovers(d); len(wrong) > 0 {
		return wrong[0].What
	}
	if wrong := a.notYetKnown(d); len(wrong) > 0 {
		return wrong[0].What
	}
	return ""
}
