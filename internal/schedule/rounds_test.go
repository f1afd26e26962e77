package schedule_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// lapse lets every lease end, as ten seconds without a renewal do.
const lapse = `UPDATE schedules SET claimed_until = clock_timestamp() - interval '1 ms'`

// rounds gives a new database that has the named rounds, all due.
func rounds(t *testing.T, names ...string) (*schedule.Rounds, *pgxpool.Pool) {
	t.Helper()
	pool := dbtest.New(t)
	r := schedule.NewRounds(pool)
	ok(t, r.EnsureRounds(t.Context(), names))
	return r, pool
}

// claim claims what is due of the named rounds for an hour.
func claim(t *testing.T, r *schedule.Rounds, names ...string) []schedule.Lease {
	t.Helper()
	got, _, err := r.ClaimRounds(t.Context(), names, time.Hour)
	ok(t, err)
	return got
}

// claimOne claims a round that must be due.
func claimOne(t *testing.T, r *schedule.Rounds, name string) schedule.Lease {
	t.Helper()
	got := claim(t, r, name)
	if len(got) != 1 {
		t.Fatalf("claim of %q: got %v, want one lease", name, got)
	}
	return got[0]
}

// claimNone checks that nothing of the named rounds is to be had.
func claimNone(t *testing.T, r *schedule.Rounds, names ...string) {
	t.Helper()
	if got := claim(t, r, names...); len(got) != 0 {
		t.Errorf("claim of %v: got %v, want none", names, got)
	}
}

func TestRoundsHaveOneHolder(t *testing.T) {
	t.Parallel()
	const replicas = 8
	r, _ := rounds(t, "poll", "sweep")
	var all sync.WaitGroup
	got := make([][]schedule.Lease, replicas)
	for i := range replicas {
		all.Go(func() {
			var err error
			if got[i], _, err = r.ClaimRounds(t.Context(), []string{"poll", "sweep"}, time.Hour); err != nil {
				t.Errorf("claim of replica %d: %v", i, err)
			}
		})
	}
	all.Wait()
	var names []string
	for _, leases := range got {
		for _, l := range leases {
			names = append(names, l.Name)
		}
	}
	slices.Sort(names)
	if want := []string{"poll", "sweep"}; !slices.Equal(names, want) {
		t.Errorf("%d replicas claimed %v, want %v", replicas, names, want)
	}
}

func TestClaimTakesOnlyWhatItNames(t *testing.T) {
	t.Parallel()
	r, _ := rounds(t, "poll", "sweep")
	if l := claimOne(t, r, "poll"); l.Name != "poll" {
		t.Errorf("got the lease of %q, want of %q", l.Name, "poll")
	}
	claimNone(t, r, "poll", "unheard-of")
	claimOne(t, r, "sweep")
}

func TestLapsedLeaseIsTakenAndItsHolderRefused(t *testing.T) {
	t.Parallel()
	r, pool := rounds(t, "poll")
	marks := schedule.NewWatermarks(pool)
	old := claimOne(t, r, "poll")
	ok(t, marks.SaveWatermark(t.Context(), old, schedule.Watermark{Cursor: "old"}))
	change(t, pool, lapse)
	taken := claimOne(t, r, "poll")
	if taken.Term <= old.Term {
		t.Errorf("the new holder's term is %d, want more than %d", taken.Term, old.Term)
	}
	ok(t, marks.SaveWatermark(t.Context(), taken, schedule.Watermark{Cursor: "new"}))

	lost(t, "the old holder's renewal", r.RenewLease(t.Context(), old, time.Hour))
	lost(t, "the old holder's watermark", marks.SaveWatermark(t.Context(), old, schedule.Watermark{Cursor: "old again"}))
	lost(t, "the old holder's end", r.FinishRound(t.Context(), old, 0, "too late"))

	wants(t, pool, "new", `SELECT cursor FROM watermarks`)
	wants(t, pool, "", `SELECT last_error FROM schedules`)
	claimNone(t, r, "poll")
	ok(t, r.RenewLease(t.Context(), taken, time.Hour))
	ok(t, r.FinishRound(t.Context(), taken, time.Hour, ""))
}

func TestLapsedLeaseCannotBeRenewedThoughNobodyTookIt(t *testing.T) {
	t.Parallel()
	r, pool := rounds(t, "poll")
	l := claimOne(t, r, "poll")
	change(t, pool, lapse)
	lost(t, "renewal after the lease", r.RenewLease(t.Context(), l, time.Hour))
	claimOne(t, r, "poll")
}

// Whoever writes under a lease holds its row, for as long as the work takes. Its own process renews the lease meanwhile, and
// nobody else takes the round over in the middle of the write, also when the lease has lapsed since the process was frozen.
func TestALongWriteKeepsItsRound(t *testing.T) {
	t.Parallel()
	r, pool := rounds(t, "workgroups", "poll")
	held := claimOne(t, r, "workgroups")
	tx, err := pool.Begin(t.Context())
	ok(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = db.New(tx).CheckLease(t.Context(), db.CheckLeaseParams{Name: held.Name, Term: held.Term})
	ok(t, err)

	// A wait for the writer is an error here.
	impatient := func(sql string) error {
		return pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `SET LOCAL lock_timeout = '200ms'`); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
	}
	ok(t, impatient(`UPDATE schedules SET claimed_until = clock_timestamp() + interval '1 hour' WHERE name = 'workgroups'`))
	bounded, cancel := context.WithTimeout(t.Context(), patience.Limit())
	defer cancel()
	ok(t, r.RenewLease(bounded, held, time.Hour))

	change(t, pool, lapse)
	got, _, err := r.ClaimRounds(bounded, []string{"workgroups", "poll"}, time.Hour)
	ok(t, err)
	if len(got) != 1 || got[0].Name != "poll" {
		t.Errorf("while the round writes, %v are claimed, want poll alone", got)
	}
	var refused *pgconn.PgError
	if err := impatient(`UPDATE schedules SET term = term + 1 WHERE name = 'workgroups'`); !errors.As(err, &refused) || refused.Code != "55P03" {
		t.Errorf("a claim as an older version makes it: %v, want that it waits for the write (55P03)", err)
	}
	ok(t, tx.Commit(t.Context()))
	claimOne(t, r, "workgroups")
}

func TestRenewalLengthensTheLease(t *testing.T) {
	t.Parallel()
	r, pool := rounds(t, "poll")
	l := claimOne(t, r, "poll")
	ok(t, r.RenewLease(t.Context(), l, 3*time.Hour))
	wants(t, pool, "true", `SELECT claimed_until > clock_timestamp() + interval '2 hours' FROM schedules`)
}

func TestFinishedRoundIsDueAfterItsInterval(t *testing.T) {
	t.Parallel()
	r, pool := rounds(t, "poll")
	ok(t, r.FinishRound(t.Context(), claimOne(t, r, "poll"), time.Hour, ""))
	claimNone(t, r, "poll")
	_, wait, err := r.ClaimRounds(t.Context(), []string{"poll"}, time.Hour)
	ok(t, err)
	if wait <= 30*time.Minute || wait > time.Hour {
		t.Errorf("the next round is due in %s, want in some %s", wait, time.Hour)
	}
	change(t, pool, `UPDATE schedules SET next_at = clock_timestamp()`)
	ok(t, r.FinishRound(t.Context(), claimOne(t, r, "poll"), 0, ""))
	claimOne(t, r, "poll")
}

func TestStartMakesRoundsDueUnlessTheyRun(t *testing.T) {
	t.Parallel()
	r, _ := rounds(t, "poll", "sweep")
	names := []string{"poll", "sweep", "homes"}
	running := claimOne(t, r, "poll")
	ok(t, r.FinishRound(t.Context(), claimOne(t, r, "sweep"), time.Hour, ""))
	ok(t, r.EnsureRounds(t.Context(), names))
	var got []string
	for _, l := range claim(t, r, names...) {
		got = append(got, l.Name)
	}
	slices.Sort(got)
	if want := []string{"homes", "sweep"}; !slices.Equal(got, want) {
		t.Errorf("due after a second start: got %v, want %v", got, want)
	}
	ok(t, r.RenewLease(t.Context(), running, time.Hour))
}

func TestEndOfARoundIsNoted(t *testing.T) {
	t.Parallel()
	const noted = `SELECT concat_ws('; ', last_error, 'failing ' || (failing_since IS NOT NULL), 'ok ' || (last_ok_at IS NOT NULL)) FROM schedules`
	r, pool := rounds(t, "poll")
	end := func(problem string) {
		t.Helper()
		ok(t, r.FinishRound(t.Context(), claimOne(t, r, "poll"), 0, problem))
	}
	end("IdentityIQ is away")
	wants(t, pool, "IdentityIQ is away; failing true; ok false", noted)
	since := ask(t, pool, `SELECT failing_since FROM schedules`)
	end("IdentityIQ is still away")
	wants(t, pool, "IdentityIQ is still away; failing true; ok false", noted)
	wants(t, pool, since, `SELECT failing_since FROM schedules`)
	end("")
	wants(t, pool, "; failing false; ok true", noted)
	end("IdentityIQ is away again")
	wants(t, pool, "IdentityIQ is away again; failing true; ok true", noted)
}

// A problem is cut to 300 bytes, and never within a letter.
func TestProblemIsBounded(t *testing.T) {
	t.Parallel()
	r, pool := rounds(t, "poll")
	ok(t, r.FinishRound(t.Context(), claimOne(t, r, "poll"), 0, strings.Repeat("x", 299)+"éé"))
	wants(t, pool, strings.Repeat("x", 299), `SELECT last_error FROM schedules`)
}
