package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// mailman is the way to requesters: it fails as it is told, and keeps what went out.
type mailman struct {
	reach, may, tell error
	sent             []approvals.RequesterNote
	to               []string
}

func (m *mailman) Reach(_ context.Context, id string) (approvals.SlackUser, error) {
	return approvals.SlackUser{ID: "U-" + id}, m.reach
}

func (m *mailman) Reverify(context.Context, string, string, time.Time) error { return nil }

func (m *mailman) MayPost(context.Context, string, bool) error { return m.may }

func (m *mailman) TellRequester(_ context.Context, user string, n approvals.RequesterNote) error {
	if m.tell == nil {
		m.sent, m.to = append(m.sent, n), append(m.to, user)
	}
	return m.tell
}

// decidedItem gives a worker and the job for an item of Lee's that Sam has approved.
func decidedItem(t *testing.T, m *mailman) (*jobs.TellRequesterWorker, *pgxpool.Pool) {
	t.Helper()
	pool, log := dbtest.New(t), slog.New(slog.DiscardHandler)
	inserter, err := jobs.NewClient(pool, nil, jobs.Work{}, log)
	if err != nil {
		t.Fatal(err)
	}
	desk := store.New(pool, inserter, jobstest.Links{}, store.Config{TellRequesters: true}, time.Now, log)
	ctx := t.Context()
	if _, err := pool.Exec(ctx, `INSERT INTO identities (id, name, display_name) VALUES ('lee', 'lee.x', 'Lee Quinn') ON CONFLICT DO NOTHING`); err != nil {
		t.Fatal(err)
	}
	item := jobstest.Request("i1", "sam")
	item.Requester = approvals.Ref{ID: "lee", Name: "lee.x"}
	at, err := desk.Now(ctx)
	if err == nil {
		_, err = desk.Seen(ctx, schedule.Lease{}, at, []approvals.WorkItem{item})
	}
	var r approvals.Receipt
	if err == nil {
		sam := approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-sam"},
			Identity: approvals.Identity{ID: "sam", Name: "sam.x", Display: "Sam", ActivityKnown: true}}
		r, err = desk.Decide(ctx, approvals.Click{ID: uuid.NewString(), Person: sam, WorkItemID: "i1", Verdict: approvals.Approve})
	}
	var c store.Claim
	if err == nil {
		c, err = desk.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
	}
	if err == nil {
		err = desk.Recorded(ctx, c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &jobs.TellRequesterWorker{Store: desk, People: m, Slack: m, Log: log}, pool
}

func TestRequestersAreToldOnce(t *testing.T) {
	t.Parallel()
	retry := &approvals.RetryAfterError{After: time.Minute, Err: jobstest.ErrAway}
	for name, c := range map[string]struct {
		mailman *mailman
		// sentLater: after the trouble is over, another try brings it.
		sentLater bool
		state     string
		failed    bool
	}{
		"told":                         {&mailman{}, false, "sent", false},
		"nobody to tell":               {&mailman{reach: approvals.Refuse(approvals.RefusedNotInSlack)}, false, "dropped", false},
		"Slack lets nobody write":      {&mailman{tell: approvals.ErrCannotWrite}, false, "dropped", false},
		"unclear is not repeated":      {&mailman{tell: approvals.ErrUnclear}, false, "sent", false},
		"cut off is unclear":           {&mailman{tell: context.DeadlineExceeded}, false, "sent", false},
		"nobody can say who it is now": {&mailman{reach: approvals.Refuse(approvals.RefusedUnknownNow)}, true, "waiting", true},
		"the limits are used up":       {&mailman{may: retry}, true, "waiting", true},
		"Slack is away":                {&mailman{tell: jobstest.ErrAway}, true, "waiting", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worker, pool := decidedItem(t, c.mailman)
			job := &river.Job[store.TellRequester]{Args: store.TellRequester{WorkItemID: "i1", Round: 1}}
			if err := worker.Work(t.Context(), job); (err != nil) != c.failed {
				t.Errorf("River is told %v, want an error %t", err, c.failed)
			}
			var state string
			if err := pool.QueryRow(t.Context(), `SELECT state FROM requester_notes`).Scan(&state); err != nil || state != c.state {
				t.Errorf("the note is %q, want %q: %v", state, c.state, err)
			}
			before := len(c.mailman.sent)
			c.mailman.reach, c.mailman.may, c.mailman.tell = nil, nil, nil
			for range 2 {
				if err := worker.Work(t.Context(), job); err != nil {
					t.Error(err)
				}
			}
			if got := len(c.mailman.sent) > before; got != c.sentLater || len(c.mailman.sent) > 1 {
				t.Errorf("%d notes went out, %d of them at first, want got %v and a length of at most 1",
					len(c.mailman.sent), before, c.sentLater)
			}
			if len(c.mailman.to) > 0 && c.mailman.to[0] != "U-lee" {
				t.Errorf("told %s, want U-lee", c.mailman.to[0])
			}
		})
	}
	t.Run("the limits are waited for", func(t *testing.T) {
		t.Parallel()
		worker, _ := decidedItem(t, &mailman{may: retry})
		err := worker.Work(t.Context(), &river.Job[store.TellRequester]{Args: store.TellRequester{WorkItemID: "i1", Round: 1}})
		var snooze *river.JobSnoozeError
		if !errors.As(err, &snooze) || snooze.Duration != time.Minute {
			t.Errorf("River is told %v, want a rest of a minute", err)
		}
	})
}
