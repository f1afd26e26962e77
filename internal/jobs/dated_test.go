package jobs_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// A job is due by the clock that all replicas share, whatever that of the process says: one that is due tomorrow by mistake would be
// fetched by nobody, and would keep the same job of another replica out.
func TestJobsAreDueByTheSharedClock(t *testing.T) {
	t.Parallel()
	offs := map[string]time.Duration{"ours is a day ahead": -25 * time.Hour, "ours is a day behind": 25 * time.Hour, "ours is right": 0}
	for name, off := range offs {
		pool := dbtest.New(t)
		shared := time.Now().Add(off).Truncate(time.Microsecond)
		client, err := jobs.NewClient(pool, nil, jobs.Work{Dated: func() time.Time { return shared }}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		made, err := client.InsertMany(t.Context(), []river.InsertManyParams{
			{Args: tx.ShowCard{CardID: uuid.New()}}, {Args: tx.SubmitDecision{DecisionID: uuid.New()}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made {
			if ago := shared.Sub(m.Job.ScheduledAt); ago < 0 || ago > 2*time.Second {
				t.Errorf("%s: %s is due %s before the shared clock, want between none and two seconds", name, m.Job.Kind, ago)
			}
			if m.Job.State != "available" {
				t.Errorf("%s: %s is %s, want available", name, m.Job.Kind, m.Job.State)
			}
		}
	}
}
