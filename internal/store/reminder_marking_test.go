package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/reminders"
)

// reminding lets an environment remind people after an hour, at any time of any day.
func reminding(c *store.Config) {
	week := looping.Week{Hours: approvals.Hours{To: 24 * time.Hour}, Days: approvals.Days{true, true, true, true, true, true, true}}
	c.Reminders = approvals.ReminderRules{Plan: looping.Reminders{After: time.Hour, Week: week}.Plan, Hours: week.Hours, Days: week.Days,
		Types: map[approvals.ItemType]bool{approvals.TypeApproval: true}}
}

// mark plays the round.
func (o *env) mark() int {
	o.t.Helper()
	_, n, err := o.MarkReminders(context.Background(), schedule.Lease{}, 100)
	o.must(err)
	return n
}

func (o *env) seq(who string) int64 {
	o.t.Helper()
	var n int64
	o.must(o.pool.QueryRow(context.Background(), `SELECT seq FROM reminders WHERE identity_id = $1`, who).Scan(&n))
	return n
}

func (o *env) claimed(who string) reminders.Claim {
	o.t.Helper()
	c, err := o.ClaimReminder(context.Background(), who, o.seq(who))
	o.must(err)
	return c
}

func (o *env) pass(d time.Duration) { o.now = o.now.Add(d) }

func TestReminderIsMarkedOnceAndSentOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"), request("i2", "sam"), request("i3", "dana"))
	if n := o.mark(); n != 0 {
		t.Fatalf("%d reminders before their time, want 0", n)
	}
	o.pass(61 * time.Minute)
	if n := o.mark(); n != 2 {
		t.Fatalf("%d people are reminded, want 2", n)
	}
	if n := o.mark(); n != 0 || o.jobs()["remind_person"] != 2 {
		t.Errorf(`marked %d again, jobs %v, want n 0 and o.jobs()["remind_person"] 2`, n, o.jobs())
	}
	c := o.claimed("sam")
	if _, err := o.ClaimReminder(context.Background(), "sam", c.Seq); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("claimed twice: %v, want %v", err, approvals.ErrClaimLost)
	}
	v, err := o.Reminder(context.Background(), c)
	o.must(err)
	if v.Total != 2 || len(v.Rows) != 2 || v.Viewer.ID != "sam" {
		t.Errorf(`it tells %+v, want Total 2, a length of 2 and ID "sam"`, v)
	}
	o.must(o.ReminderSent(context.Background(), c, "D1", "1.1", v.Total))
	if o.jobs()["fold_reminder"] != 0 {
		t.Error("there was no message before this one")
	}
	o.pass(49 * time.Hour)
	o.mark()
	c = o.claimed("sam")
	if c.MessageTS != "1.1" || c.Waiting != 2 {
		t.Errorf(`the message before is %+v, want MessageTS "1.1" and Waiting 2`, c)
	}
	o.must(o.ReminderSent(context.Background(), c, "D1", "1.2", 2))
	if o.jobs()["fold_reminder"] != 1 {
		t.Errorf(`jobs are %v, want o.jobs()["fold_reminder"] 1`, o.jobs())
	}
}

func TestReminderThatDidNotGoOutIsPutBack(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	o.pass(2 * time.Hour)
	o.mark()
	c := o.claimed("sam")
	o.must(o.PutReminderBack(context.Background(), c, o.now.Add(time.Hour)))
	if n := o.mark(); n != 0 {
		t.Error("marked before the moment it was put back for")
	}
	o.pass(time.Hour)
	if n := o.mark(); n != 1 {
		t.Error("not marked again")
	}
	if err := o.PutReminderBack(context.Background(), c, o.now); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a worker of an earlier mark has put it back: %v, want %v", err, approvals.ErrClaimLost)
	}
	if err := o.ReminderSent(context.Background(), c, "D1", "1.1", 1); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a worker of an earlier mark has noted its message: %v, want %v", err, approvals.ErrClaimLost)
	}
	if _, err := o.ClaimReminder(context.Background(), "sam", c.Seq); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("an earlier mark was claimed: %v, want %v", err, approvals.ErrClaimLost)
	}
}

func TestNothingIsToldThatIsDecidedMeanwhile(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	o.pass(2 * time.Hour)
	o.mark()
	_, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	c := o.claimed("sam")
	if _, err := o.Reminder(context.Background(), c); !errors.Is(err, approvals.ErrNotNow) {
		t.Fatalf("got %v, want not now", err)
	}
	if got := o.one(`SELECT state || coalesce(last_at::text, ' never') FROM reminders`); got != "idle never" {
		t.Errorf(`it is %s, want "idle never"`, got)
	}
}

func TestItemsOfOtherTypesAreNoReason(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	form := request("i1", "sam")
	form.Type = approvals.TypeForm
	o.see(form)
	o.pass(2 * time.Hour)
	if n := o.mark(); n != 0 {
		t.Error("reminded of a type that is switched off")
	}
	o.see(request("i2", "sam"))
	o.pass(2 * time.Hour)
	o.mark()
	v, err := o.Reminder(context.Background(), o.claimed("sam"))
	if err != nil || v.Total != 1 || v.Rows[0].WorkItemID != "i2" {
		t.Errorf(`it tells %+v, %v, want Total 1 and WorkItemID "i2"`, v, err)
	}
}

func TestWhoeverHasNothingIsNotLookedAt(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	done := request("i1", "sam")
	done.State, done.Modified = approvals.StateFinished, o.now
	o.see(done)
	o.mark()
	if got := o.one(`SELECT coalesce(next_look_at::text, 'never') FROM reminders`); got != "never" {
		t.Errorf(`the next look is %s, want "never"`, got)
	}
	o.see(request("i1", "sam"))
	if got := o.one(`SELECT (next_look_at <= $1)::text FROM reminders`, o.now); got != "true" {
		t.Error("the item is open again, and nobody looks")
	}
}

func TestRemindersAreOffWithoutAPolicy(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	o.pass(200 * time.Hour)
	if n := o.mark(); n != 0 {
		t.Errorf("%d reminders, want 0", n)
	}
}

// The look for whoever is due goes by its index, however many people there are.
func TestLookForRemindersGoesByItsIndex(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	ctx := context.Background()
	fill(t, pool, `INSERT INTO reminders (identity_id, next_look_at)
		SELECT 'i' || n, now() + make_interval(secs => n) FROM generate_series(1, 20000) AS n`)
	fill(t, pool, `ANALYZE reminders`)
	rows, err := pool.Query(ctx, `EXPLAIN SELECT identity_id FROM reminders WHERE next_look_at <= now() ORDER BY next_look_at LIMIT 200`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := false
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		found = found || strings.Contains(line, "reminders_next_look")
		if strings.Contains(line, "Seq Scan") {
			t.Errorf(`the plan reads the whole table: %s, want line without "Seq Scan"`, line)
		}
	}
	if !found {
		t.Error("the plan does not use the index")
	}
}

func fill(t *testing.T, pool *pgxpool.Pool, sql string) {
	t.Helper()
	if _, err := pool.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

// Who is reminded first asks Slack about all that are marked by then, so those of one round are marked together.
func TestManyAreMarkedTogether(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"), request("i2", "dana"), request("i3", "nora"))
	o.pass(2 * time.Hour)
	if n := o.mark(); n != 3 {
		t.Fatalf("%d reminders marked, want 3", n)
	}
	if got := o.one(`SELECT count(DISTINCT xmin::text)::text FROM reminders WHERE state = 'marked'`); got != "1" {
		t.Errorf("%s transactions marked three reminders, want 1", got)
	}
}
