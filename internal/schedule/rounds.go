package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/postgres"
)

// Lease is a replica's right to write what a scheduled round found. The zero Lease needs no such right.
type Lease struct {
	Name string
	Term int64
}

// ErrLeaseLost says that another replica has taken the round over. The caller must stop and write nothing more.
var ErrLeaseLost = errors.New("the round was taken over")

// Rounds are the rows of the scheduled rounds: of each, one replica at a time has it, by Postgres's clock.
type Rounds struct{ on *pgxpool.Pool }

// NewRounds reads and writes the rounds of a migrated database.
func NewRounds(pool *pgxpool.Pool) *Rounds { return &Rounds{on: pool} }

// EnsureRounds makes a row for each scheduled round and makes it due now, unless another replica runs it.
func (r *Rounds) EnsureRounds(ctx context.Context, names []string) error {
	q := db.New(r.on)
	if err := q.EnsureSchedules(ctx, names); err != nil {
		return fmt.Errorf("ensure schedules: %w", err)
	}
	if err := q.DueNow(ctx, names); err != nil {
		return fmt.Errorf("make schedules due: %w", err)
	}
	return nil
}

// ClaimRounds claims every round that is due and unclaimed, for lease, in one statement. wait is how long until the
// next of the others is due.
func (r *Rounds) ClaimRounds(ctx context.Context, names []string, lease time.Duration) (got []Lease, wait time.Duration, err error) {
	var rows []db.ClaimSchedulesRow
	err = postgres.AtOnce(ctx, func(ctx context.Context) (err error) {
		rows, err = db.New(r.on).ClaimSchedules(ctx, db.ClaimSchedulesParams{Names: names, Lease: lease})
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("claim schedules: %w", err)
	}
	for _, row := range rows {
		wait = time.Duration(row.NextIn * float64(time.Second))
		if row.Name != "" {
			got = append(got, Lease{Name: row.Name, Term: row.Term})
		}
	}
	return got, wait, nil
}

// RenewLease keeps a round for another lease; ErrLeaseLost when another replica has it.
func (r *Rounds) RenewLease(ctx context.Context, l Lease, lease time.Duration) error {
	n, err := db.New(r.on).RenewSchedule(ctx, db.RenewScheduleParams{Name: l.Name, Term: l.Term, Lease: lease})
	if err != nil {
		return fmt.Errorf("renew lease: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}

// longestProblem bounds what is stored of a failure, in bytes.
const longestProblem = 300

// FinishRound gives the round back. The next one is due after wait. problem is "" when it went well, else a sentence
// that holds nobody's text.
func (r *Rounds) FinishRound(ctx context.Context, l Lease, wait time.Duration, problem string) error {
	problem = strings.ToValidUTF8(problem[:min(len(problem), longestProblem)], "")
	n, err := db.New(r.on).FinishSchedule(ctx, db.FinishScheduleParams{Name: l.Name, Term: l.Term, Wait: wait, Problem: problem})
	if err != nil {
		return fmt.Errorf("finish round: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}
