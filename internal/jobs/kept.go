package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// keptJob is a job of which a row says what is left to do. The row keeps the job's trace context too, and outlives the job.
type keptJob struct {
	args river.JobArgs
	// left reports whether there are rows that are due and that nobody works on.
	left func(store.LeftUndone) bool
	// again inserts the job anew for up to limit rows that are due and that nobody works on.
	again func(s *store.Store, ctx context.Context, limit int) (int, error)
}

// keptJobs lists all of them, for the sweep and for tracing. River itself repeats the others, or nobody does.
func keptJobs() []keptJob {
	return []keptJob{
		{tx.SubmitDecision{}, func(l store.LeftUndone) bool { return l.Decisions }, (*store.Store).SubmitWaiting},
		{tx.ShowCard{}, func(l store.LeftUndone) bool { return l.Cards }, (*store.Store).ShowBehind},
		{tx.TellBulk{}, func(l store.LeftUndone) bool { return l.Bulks }, (*store.Store).TellOfBulks},
		{tx.TellClicker{}, func(l store.LeftUndone) bool { return l.Sentences }, (*store.Store).TellWaiting},
	}
}

// hasRow reports whether jobs of this kind find their trace context with a row.
func hasRow(kind string) bool {
	for _, k := range keptJobs() {
		if k.args.Kind() == kind {
			return true
		}
	}
	return false
}
