package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// bell is a desk with reminders after an hour, a worker that sends them, and a Slack and people that do as they are told.
type bell struct {
	*store.Store
	t      *testing.T
	pool   *pgxpool.Pool
	now    time.Time
	worker *jobs.RemindPersonWorker
	ended  []string

	quiet                            time.Time
	quietErr, reachErr, mayErr, post error
	// before runs between the leave to post and the post.
	before func()
	posted []approvals.ReminderView
	folded []approvals.FoldReminder
}

func newBell(t *testing.T) *bell {
	t.Helper()
	b := &bell{t: t, pool: dbtest.New(t), now: time.Now()}
	log := slog.New(slog.DiscardHandler)
	inserter, err := jobs.NewClient(b.pool, nil, jobs.Work{}, log)
	b.must(err)
	week := looping.Week{Hours: approvals.Hours{To: 24 * time.Hour}, Days: approvals.Days{true, true, true, true, true, true, true}}
	b.Store = store.New(b.pool, inserter, jobstest.Links{}, store.Config{After: looping.After, Reminders: approvals.ReminderRules{
		Plan: looping.Reminders{After: time.Hour, Week: week}.Plan, Types: map[approvals.ItemType]bool{approvals.TypeApproval: true},
	}}, func() time.Time { return b.now }, log)
	b.worker = &jobs.RemindPersonWorker{Store: b.Store, People: b, Sender: b, Clock: func() time.Time { return b.now }, Log: log,
		Ended: func(result string) { b.ended = append(b.ended, result) }}
	_, err = b.pool.Exec(context.Background(),
		`INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T1', 'U-sam', 'sam', 'email')`)
	b.must(err)
	at, err := b.Now(context.Background())
	b.must(err)
	_, err = b.Seen(context.Background(), schedule.Lease{}, at, []approvals.WorkItem{jobstest.Request("i1", "sam")})
	b.must(err)
	_, err = b.ReleaseCards(context.Background())
	b.must(err)
	b.now = b.now.Add(2 * time.Hour)
	return b
}

func (b *bell) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bell) Reach(context.Context, string) (approvals.SlackUser, error) {
	return approvals.SlackUser{ID: "U-sam"}, b.reachErr
}

func (b *bell) Reverify(context.Context, string, string, time.Time) error { return nil }

func (b *bell) QuietUntil(context.Context, string) (time.Time, error) { return b.quiet, b.quietErr }

func (b *bell) MayUpdate(context.Context, bool) error { return b.mayErr }

func (b *bell) FoldReminder(_ context.Context, f approvals.FoldReminder) error {
	b.folded = append(b.folded, f)
	return b.post
}

func (b *bell) MayPost(context.Context, string, bool) error {
	if b.before != nil {
		b.before()
	}
	return b.mayErr
}

func (b *bell) PostReminder(_ context.Context, _ string, v approvals.ReminderView) (channel, ts string, err error) {
	b.posted = append(b.posted, v)
	return "D1", fmt.Sprintf("1.%d", len(b.posted)), b.post
}

// ring plays the round, then the worker on what it marked; it reports how many it marked.
func (b *bell) ring() int {
	b.t.Helper()
	_, marked, err := b.MarkReminders(context.Background(), schedule.Lease{}, 10)
	b.must(err)
	if marked > 0 {
		b.work()
	}
	return marked
}

func (b *bell) work() {
	b.t.Helper()
	var seq int64
	b.must(b.pool.QueryRow(context.Background(), `SELECT seq FROM reminders WHERE identity_id = 'sam'`).Scan(&seq))
	b.must(b.worker.Work(context.Background(), &river.Job[tx.RemindPerson]{
		JobRow: &rivertype.JobRow{}, Args: tx.RemindPerson{IdentityID: "sam", Seq: seq},
	}))
}

func (b *bell) wantEnded(want string, posts int) {
	b.t.Helper()
	if len(b.ended) == 0 || b.ended[len(b.ended)-1] != want || len(b.posted) != posts {
		b.t.Errorf("it ended as %v with %d messages, want %s with %d", b.ended, len(b.posted), want, posts)
	}
}

func TestReminderGoesOutOnce(t *testing.T) {
	t.Parallel()
	b := newBell(t)
	b.ring()
	b.wantEnded("sent", 1)
	if v := b.posted[0]; v.Total != 1 || v.Rows[0].Number != "i1" {
		t.Errorf(`it tells %+v, want Total 1 and Number "i1"`, v)
	}
	b.work()
	b.wantEnded("sent", 1)
	b.now = b.now.Add(time.Hour)
	if b.ring(); len(b.posted) != 1 {
		t.Errorf("%d messages on one day, want 1", len(b.posted))
	}
}

func TestReminderThatFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*bell)
		ended string
		posts int
		// again is when it may go out after all; 0: not on this day.
		again time.Duration
	}{
		"in the Do Not Disturb schedule": {func(b *bell) { b.quiet = b.now.Add(3 * time.Hour) }, "quiet", 0, 3 * time.Hour},
		"nobody in Slack":                {func(b *bell) { b.reachErr = approvals.Refuse(approvals.RefusedNotInSlack) }, "unreachable", 0, 6 * time.Hour},
		"the map does not answer":        {func(b *bell) { b.reachErr = errors.New("no database") }, "retry", 0, 5 * time.Minute},
		"the budget is used up": {func(b *bell) {
			b.mayErr = &approvals.RetryAfterError{After: 30 * time.Second, Err: errors.New("budget")}
		}, "retry", 0, 30 * time.Second},
		"Slack is busy":                {func(b *bell) { b.post = &approvals.RetryAfterError{After: time.Minute, Err: errors.New("429")} }, "retry", 1, time.Minute},
		"Slack is busy with schedules": {func(b *bell) { b.quietErr = &approvals.RetryAfterError{After: time.Minute, Err: errors.New("429")} }, "retry", 0, time.Minute},
		"cannot be written to": {func(b *bell) { b.post = fmt.Errorf("post: %w", approvals.ErrCannotWrite) }, "unreachable", 1,
			6 * time.Hour},
		"unclear": {func(b *bell) { b.post = fmt.Errorf("post: %w", approvals.ErrUnclear) }, "unclear", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBell(t)
			b.now = midday(b.now)
			c.spoil(b)
			b.ring()
			b.wantEnded(c.ended, c.posts)
			b.quiet, b.quietErr, b.reachErr, b.mayErr, b.post = time.Time{}, nil, nil, nil, nil
			if c.again == 0 {
				b.now = b.now.Add(10 * time.Hour)
				if n := b.ring(); n != 0 {
					t.Errorf("%d more on this day, want 0", n)
				}
				return
			}
			b.now = b.now.Add(c.again - time.Second)
			if n := b.ring(); n != 0 {
				t.Error("tried again too early")
			}
			b.now = b.now.Add(2 * time.Second)
			b.ring()
			b.wantEnded("sent", c.posts+1)
		})
	}
}

// midday is the next noon in UTC, so that hours later it is still the same day.
func midday(t time.Time) time.Time {
	return t.Truncate(24 * time.Hour).Add(36 * time.Hour)
}

func TestAScheduleThatSlackDoesNotTellHoldsNothingBack(t *testing.T) {
	t.Parallel()
	b := newBell(t)
	b.quietErr = errors.New("missing_scope")
	b.ring()
	b.wantEnded("sent", 1)
}

func TestDecidedWhileTheReminderWaitedForItsTurn(t *testing.T) {
	t.Parallel()
	b := newBell(t)
	b.before = func() {
		at, err := b.Now(context.Background())
		b.must(err)
		done := jobstest.Request("i1", "sam")
		done.State, done.Modified = approvals.StateFinished, b.now
		_, err = b.Seen(context.Background(), schedule.Lease{}, at, []approvals.WorkItem{done})
		b.must(err)
	}
	b.ring()
	b.wantEnded("not_now", 0)
}

// Whoever loses the link while a reminder is on its way to them does not keep what it tells. It is tried until Slack takes it.
func TestAReminderWhoseReaderLostTheLinkIsCleared(t *testing.T) {
	t.Parallel()
	b := newBell(t)
	b.before = func() {
		_, err := b.pool.Exec(context.Background(), `DELETE FROM identity_links`)
		b.must(err)
	}
	b.ring()
	b.wantEnded("sent", 1)
	count := func(sql string) (n int) {
		b.must(b.pool.QueryRow(context.Background(), sql).Scan(&n))
		return n
	}
	if n := count(`SELECT count(*) FROM reminders WHERE message_ts <> ''`); n != 0 {
		t.Errorf("%d reminders are the last one of somebody, want none", n)
	}
	clear := func() int {
		n, err := b.ClearUnlinkedReminders(context.Background(), 10)
		b.must(err)
		return n
	}
	if first, again := clear(), clear(); first != 1 || again != 0 {
		t.Errorf("%d and then %d reminders are to be cleared, want 1 and none within a minute", first, again)
	}
	var job river.Job[approvals.FoldReminder]
	job.JobRow = &rivertype.JobRow{Attempt: 1}
	var raw []byte
	b.must(b.pool.QueryRow(context.Background(), `SELECT args FROM river_job WHERE kind = 'fold_reminder'`).Scan(&raw))
	b.must(json.Unmarshal(raw, &job.Args))
	fold := &jobs.FoldReminderWorker{Store: b.Store, Sender: b}
	b.post = errors.New("slow")
	if err := fold.Work(context.Background(), &job); err == nil {
		t.Error("got no error, want that of Slack")
	}
	if n := count(`SELECT count(*) FROM reminders_unlinked`); n != 1 {
		t.Errorf("%d reminders wait after a failure, want 1", n)
	}
	b.post = nil
	b.must(fold.Work(context.Background(), &job))
	if last := b.folded[len(b.folded)-1]; !last.Unlinked || last.ChannelID != "D1" || last.MessageTS != "1.1" {
		t.Errorf("got %+v, want the reminder 1.1 in D1 cleared", last)
	}
	if n := count(`SELECT count(*) FROM reminders_unlinked`); n != 0 {
		t.Errorf("%d reminders wait after they were cleared, want none", n)
	}
}

func TestEarlierReminderLosesItsButtons(t *testing.T) {
	t.Parallel()
	b := newBell(t)
	b.ring()
	b.now = b.now.Add(72 * time.Hour)
	b.ring()
	b.wantEnded("sent", 2)
	var raw []byte
	b.must(b.pool.QueryRow(context.Background(), `SELECT args FROM river_job WHERE kind = 'fold_reminder'`).Scan(&raw))
	fold := &jobs.FoldReminderWorker{Store: b.Store, Sender: b}
	job := &river.Job[approvals.FoldReminder]{JobRow: &rivertype.JobRow{},
		Args: approvals.FoldReminder{ChannelID: "D1", MessageTS: "1.1", Waiting: 1}}
	b.must(fold.Work(context.Background(), job))
	if len(b.folded) != 1 || b.folded[0].MessageTS != "1.1" {
		t.Errorf(`folded %+v by %s, want a length of 1 and MessageTS "1.1"`, b.folded, raw)
	}
	b.post = approvals.ErrMessageGone
	for job.Attempt = 1; job.Attempt < 4; job.Attempt++ {
		if err := fold.Work(context.Background(), job); !errors.Is(err, approvals.ErrMessageGone) {
			t.Errorf("Slack was believed at attempt %d: %v, want %v", job.Attempt, err, approvals.ErrMessageGone)
		}
	}
	b.must(fold.Work(context.Background(), job))
	b.post = errors.New("slow")
	if fold.Work(context.Background(), job) == nil {
		t.Error("a failure is taken for done")
	}
	b.mayErr = &approvals.RetryAfterError{After: time.Hour, Err: errors.New("budget")}
	var snoozed *rivertype.JobSnoozeError
	if err := fold.Work(context.Background(), job); !errors.As(err, &snoozed) || snoozed.Duration != time.Minute {
		t.Errorf("without a budget: %v, want a rest of a minute", err)
	}
}
