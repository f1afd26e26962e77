package jobs

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Client inserts jobs and works them.
type Client = river.Client[pgx.Tx]

// Work is the number of workers of each queue.
type Work struct {
	Decisions, Interactive, Homes, Posts, Updates, Reminders, Bulks int
	// Around are called around each job, and around each insert of jobs.
	Around []rivertype.Middleware
	// Dated tells the time by which jobs are due: one that all replicas share. nil is the process's own.
	Dated func() time.Time
}

// How often queues are asked for jobs of which Postgres has told nobody: those that somebody waits for, and the others. Each asking
// costs every replica a statement, also at rest.
const fetchOften, fetchSeldom = 5 * time.Second, 15 * time.Second

// NewClient makes a River client that works all queues with these workers. With nil workers it only inserts. log
// takes what River says.
func NewClient(pool *pgxpool.Pool, workers *river.Workers, n Work, log *slog.Logger) (*Client, error) {
	cfg := &river.Config{
		Logger:               log,
		Middleware:           n.Around,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: 2 * time.Minute,
		FetchCooldown:        time.Millisecond,
		// Postgres tells of each job that is inserted. This is the net for what it tells while nobody listens.
		FetchPollInterval:           fetchOften,
		CompletedJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 24 * time.Hour,
		// Only the owner of an index may rebuild it, and the bot's role need not own any. docs/operations.md says how it is
		// done.
		ReindexerIndexNames: []string{},
		SoftStopTimeout:     softStop,
	}
	if n.Dated != nil {
		cfg.Middleware = append(slices.Clip(n.Around), &dated{clock: n.Dated})
		cfg.RetryPolicy = &datedRetries{clock: n.Dated}
	}
	if workers != nil {
		cfg.Workers = workers
		cfg.Queues = map[string]river.QueueConfig{
			tx.QueueDecisions:   {MaxWorkers: n.Decisions},
			tx.QueueInteractive: {MaxWorkers: n.Interactive},
			tx.QueueHomes:       {MaxWorkers: max(1, n.Homes)},
			tx.QueuePosts:       {MaxWorkers: n.Posts, FetchPollInterval: fetchSeldom},
			tx.QueueUpdates:     {MaxWorkers: n.Updates, FetchPollInterval: fetchSeldom},
			tx.QueueReminders:   {MaxWorkers: max(1, n.Reminders), FetchPollInterval: fetchSeldom},
			tx.QueueBulks:       {MaxWorkers: max(1, n.Bulks), FetchPollInterval: fetchSeldom},
		}
	}
	client, err := river.NewClient(riverpgxv5.New(pool), cfg)
	if err != nil {
		return nil, fmt.Errorf("make job client: %w", err)
	}
	return client, nil
}
