package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

func TestReplicasMarkEachPersonOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	for _, who := range []string{"sam", "dana", "lee", "nora"} {
		o.see(request("of-"+who, who))
	}
	o.pass(2 * time.Hour)
	var group sync.WaitGroup
	counts := make([]int, 6)
	for n := range counts {
		group.Go(func() {
			_, marked, err := o.MarkReminders(context.Background(), schedule.Lease{}, 100)
			if err != nil {
				t.Error(err)
			}
			counts[n] = marked
		})
	}
	group.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	if total != 4 || o.jobs()["remind_person"] != 4 {
		t.Errorf(`marked %d, jobs %v, want total 4 and o.jobs()["remind_person"] 4`, total, o.jobs())
	}
}

func TestARoundThatLostItsLeaseMarksNobody(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	o.pass(2 * time.Hour)
	_, marked, err := o.MarkReminders(context.Background(), schedule.Lease{Name: "remind", Term: 3}, 100)
	if !errors.Is(err, schedule.ErrLeaseLost) || marked != 0 || o.jobs()["remind_person"] != 0 {
		t.Errorf(`marked %d, %v, jobs %v, want err %v, marked 0 and o.jobs()["remind_person"] 0`,
			marked, err, o.jobs(), schedule.ErrLeaseLost)
	}
}

// A crash between the mark and the message loses this reminder and never the next.
func TestLostReminderIsFollowedByTheNext(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	o.pass(2 * time.Hour)
	o.mark()
	lost := o.claimed("sam")
	o.pass(24 * time.Hour)
	if n := o.mark(); n != 1 {
		t.Fatal("nothing follows")
	}
	if _, err := o.Reminder(context.Background(), lost); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a worker that slept may still send: %v, want %v", err, approvals.ErrClaimLost)
	}
	if err := o.ReminderSent(context.Background(), lost, "D1", "1.1", 1); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("the lost one was noted: %v, want %v", err, approvals.ErrClaimLost)
	}
	if c := o.claimed("sam"); c.MessageTS != "" {
		t.Errorf(`the claim has %+v, want MessageTS ""`, c)
	}
}

// deskOn is one more replica on the same database.
func deskOn(t *testing.T, pool *pgxpool.Pool, now func() time.Time) *store.Store {
	t.Helper()
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := store.Config{After: looping.After}
	reminding(&cfg)
	return store.New(pool, client, noLinks{}, cfg, now, slog.New(slog.DiscardHandler))
}

func TestClaimIsOneReplicasAlone(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	o.pass(2 * time.Hour)
	o.mark()
	seq := o.seq("sam")
	var group sync.WaitGroup
	got := make([]bool, 8)
	for n := range got {
		other := deskOn(t, o.pool, func() time.Time { return o.now })
		group.Go(func() {
			_, err := other.ClaimReminder(context.Background(), "sam", seq)
			got[n] = err == nil
			if err != nil && !errors.Is(err, approvals.ErrClaimLost) {
				t.Errorf("got %v, want none or %v", err, approvals.ErrClaimLost)
			}
		})
	}
	group.Wait()
	claims := 0
	for _, won := range got {
		if won {
			claims++
		}
	}
	if claims != 1 {
		t.Errorf("%d claims, want 1", claims)
	}
}
