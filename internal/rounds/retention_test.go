package rounds_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
)

const kept = 90 * 24 * time.Hour

func (s *env) retention(log *slog.Logger) *rounds.Retention {
	return &rounds.Retention{Store: s.Store, Keep: kept, Log: log}
}

// ages lets an item have changed that long ago.
func (s *env) ages(id string, by time.Duration) {
	s.T.Helper()
	s.Exec(`UPDATE work_items SET changed_at = now() - make_interval(secs => $2) WHERE id = $1`, id, by.Seconds())
}

// decided is an item with a card that was decided and follows, longer ago than anything is kept.
func (s *env) decided(id string) {
	s.T.Helper()
	s.See(jobstest.Request(id, "sam"))
	s.Click("sam", id, approvals.Approve, "")
	s.Drain()
	s.ages(id, kept+time.Hour)
}

func TestRetentionRemovesWhatEndedLongAgo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		// changes something on an item that would be removed otherwise.
		changes func(s *env)
		stays   bool
	}{
		"closed long ago":                 {func(*env) {}, false},
		"closed lately":                   {func(s *env) { s.ages("i1", kept-time.Hour) }, true},
		"open":                            {func(s *env) { s.Exec(`UPDATE work_items SET state = 'open'`) }, true},
		"a decision on its way":           {func(s *env) { s.Exec(`UPDATE decisions SET state = 'recording'`) }, true},
		"a decision that was given up":    {func(s *env) { s.Exec(`UPDATE decisions SET state = 'given_up'`) }, false},
		"a sentence that is owed":         {func(s *env) { s.Exec(`UPDATE decisions SET tell_at = now()`) }, true},
		"a card that is behind":           {func(s *env) { s.Exec(`UPDATE cards SET want = shown + 1`) }, true},
		"a card that will never follow":   {func(s *env) { s.Exec(`UPDATE cards SET want = shown + 1, state = 'ended'`) }, false},
		"a snooze and a note":             {(*env).noted, false},
		"an access review that goes on":   {func(s *env) { s.reviewing("open") }, true},
		"an access review that has ended": {func(s *env) { s.reviewing("ended") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.decided("i1")
			s.See(jobstest.Request("i2", "sam"))
			c.changes(s)
			entries := s.One(`SELECT count(*) FROM audit_log`)
			s.Must(s.retention(slog.New(slog.DiscardHandler)).Run(t.Context(), s.Lease("item_retention")))
			left := "i2"
			if c.stays {
				left = "i1 i2"
			}
			s.Want(left, `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
			s.Want(left, `SELECT string_agg(DISTINCT work_item_id, ' ' ORDER BY work_item_id) FROM cards`)
			if c.stays {
				return
			}
			s.Want("0", `SELECT (SELECT count(*) FROM decisions) + (SELECT count(*) FROM snoozes) + (SELECT count(*) FROM requester_notes)`)
			s.Want("i2", `SELECT string_agg(work_item_id, ' ') FROM work_item_approvers`)
			s.Want(entries, `SELECT count(*) FROM audit_log`)
			s.provable()
		})
	}
}

func (s *env) noted() {
	s.Exec(`INSERT INTO snoozes (identity_id, work_item_id, until) VALUES ('sam', 'i1', now())`)
	s.Exec(`INSERT INTO requester_notes (work_item_id, round, requester_id, state) VALUES ('i1', 1, 'lee', 'sent')`)
}

func (s *env) reviewing(state string) {
	s.Exec(`UPDATE work_items SET type = 'Certification' WHERE id = 'i1'`)
	s.Exec(`INSERT INTO reviews (id, created_at, state) VALUES ('i1', now(), $1)`, state)
}

// provable checks the decision log's chain.
func (s *env) provable() {
	s.T.Helper()
	conn, err := s.Pool.Acquire(context.Background())
	s.Must(err)
	defer conn.Release()
	_, err = audit.VerifyTable(context.Background(), conn.Conn(), nil)
	s.Must(err)
}

func TestRetentionThatLostItsRoundRemovesNothing(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.decided("i1")
	stale := s.Lease("item_retention")
	fresh := s.Lease("item_retention")
	if err := s.retention(slog.New(slog.DiscardHandler)).Run(t.Context(), stale); !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("a round that was lost gave %v, want %v", err, schedule.ErrLeaseLost)
	}
	s.Want("i1", `SELECT id FROM work_items`)
	forever := s.retention(slog.New(slog.DiscardHandler))
	forever.Keep = 0
	s.Must(forever.Run(t.Context(), fresh))
	s.Want("i1", `SELECT id FROM work_items`)
}

// More than a transaction takes goes in several, oldest first, and one line tells how many went.
func TestRetentionGoesInBatches(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Exec(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash, state, outcome, changed_at)
		SELECT 'n' || n, 'Approval', 'sam', now(), '', 'closed', 'approved', now() - interval '91 days' FROM generate_series(1, 450) AS n`)
	s.Exec(`UPDATE work_items SET changed_at = now() - interval '92 days' WHERE id = 'n77'`)
	one, err := s.RemoveClosed(t.Context(), s.Lease("item_retention"), kept, 1)
	if err != nil || one != 1 {
		t.Fatalf("%d removed: %v, want 1", one, err)
	}
	s.Want("0", `SELECT count(*) FROM work_items WHERE id = 'n77'`)
	log := &bytes.Buffer{}
	s.Must(s.retention(slog.New(slog.NewTextHandler(log, nil))).Run(t.Context(), s.Lease("item_retention")))
	s.Want("0", `SELECT count(*) FROM work_items`)
	if text := log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "items=449") {
		t.Errorf(`logged %q, want Count 1 and text with "items=449"`, text)
	}
}

// What IdentityIQ shows again after it was removed is a new item, with a new card and a first round.
func TestAnItemThatComesBackAfterRetentionIsNew(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.decided("i1")
	old := s.One(`SELECT id FROM cards`)
	click := approvals.Click{ID: "later", WorkItemID: "i1", Verdict: approvals.Approve, Person: approvals.Person{
		Slack: approvals.SlackUser{TeamID: "T1", ID: "U-sam"}, Identity: approvals.Identity{ID: "sam", Name: "sam.x", ActivityKnown: true}}}
	s.Must(s.retention(slog.New(slog.DiscardHandler)).Run(t.Context(), s.Lease("item_retention")))
	_, err := s.Decide(t.Context(), click)
	if r, refused := approvals.AsRefusal(err); !refused || r.Code != approvals.RefusedNoSuchItem {
		t.Errorf("a click on a card of an item that is gone: %v, want refused true and Code %v", err, approvals.RefusedNoSuchItem)
	}
	page, err := s.DonePage(t.Context(), click.Person.Identity, 20, 5)
	if err != nil || page.Total != 0 || len(page.Done) != 0 {
		t.Errorf("done: %+v, %v, want Total 0 and a length of 0", page, err)
	}
	s.See(jobstest.Request("i1", "sam"))
	s.Want("1 open", `SELECT round || ' ' || state FROM work_items`)
	s.Want("posted", `SELECT state FROM cards WHERE id::text <> $1`, old)
	s.Click("sam", "i1", approvals.Deny, "No.")
	s.Drain()
	s.Want("recorded", `SELECT state FROM decisions`)
}
