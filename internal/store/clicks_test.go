package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store"
)

// clickConnections is how many a replica has for clicks.
const clickConnections = 8

// replica is another process on the same database, with its connections for clicks.
func (o *env) replica() *env {
	o.t.Helper()
	config := o.pool.Config().Copy()
	config.MaxConns = clickConnections
	pool, err := pgxpool.NewWithConfig(o.t.Context(), config)
	o.must(err)
	o.t.Cleanup(pool.Close)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	o.must(err)
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()},
		PollInterval: 10 * time.Second, After: looping.After}
	other := *o
	other.pool = pool
	other.Store = store.New(pool, client, noLinks{}, cfg, func() time.Time { return o.now }, slog.New(slog.DiscardHandler))
	return &other
}

// crowd makes a workgroup of so many, and items of theirs.
func (o *env) crowd(people, items int) {
	o.t.Helper()
	members := make([]string, people)
	for n := range members {
		members[n] = fmt.Sprintf("p%d", n)
	}
	o.exec(`INSERT INTO identities (id, name, display_name) SELECT m, m || '.x', 'D. ' || m FROM unnest($1::text[]) AS m`, members)
	o.must(o.saveGroup("group", "Ledger Owners", members))
	all := make([]approvals.WorkItem, items)
	for n := range all {
		all[n] = request(fmt.Sprintf("i%d", n), "group")
	}
	o.see(all...)
}

// press clicks as one of the crowd, and keeps the answer.
func (o *env) press(ctx context.Context, person1, item int) error {
	_, err := o.Decide(ctx, approvals.Click{ID: uuid.NewString(), Person: person(fmt.Sprintf("p%d", person1)),
		WorkItemID: fmt.Sprintf("i%d", item), Verdict: approvals.Approve})
	return err
}

// All press at the same moment, over three replicas: of each item one is stored, and all others are told who was first.
func TestManyClicksAtOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	people, items := patience.Few(48, 200), patience.Few(6, 20)
	o.crowd(people, items)
	replicas := []*env{o.replica(), o.replica(), o.replica()}
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit())
	defer cancel()
	results := make([]error, people)
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() { results[n] = replicas[n%len(replicas)].press(ctx, n, n%items) })
	}
	all.Wait()
	stored := make([]int, items)
	for n, err := range results {
		r, refused := approvals.AsRefusal(err)
		switch {
		case err == nil:
			stored[n%items]++
		case !refused || r.Code != approvals.RefusedBeingRecorded || r.By == "":
			t.Errorf("click %d: got %v, want it stored, or refused with who was first", n, err)
		}
	}
	for item, n := range stored {
		if n != 1 {
			t.Errorf("item %d: got %d clicks stored, want 1", item, n)
		}
	}
	if got, want := o.one(`SELECT count(*) || ' of ' || count(DISTINCT work_item_id) FROM decisions`),
		fmt.Sprintf("%d of %d", items, items); got != want {
		t.Errorf("got %s items decided, want %s", got, want)
	}
	// A refusal that the log does not take within half a second is kept for later.
	patience.Until(t, fmt.Sprintf("%d refusals are in the decision log", people-items), func() bool {
		for _, r := range replicas {
			_, err := r.WriteRefusals(ctx)
			o.must(err)
		}
		return o.one(`SELECT count(*)::text FROM audit_log WHERE kind = 'click.refused'`) == fmt.Sprint(people-items)
	})
}

// However many click on an item whose row somebody else has locked, a click on another item finds a connection.
func TestClicksOnOneItemKeepNoneOnAnotherWaiting(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.crowd(3*clickConnections, 2)
	replica := o.replica()
	release := o.holding(`SELECT FROM work_items WHERE id = 'i0' FOR UPDATE`)
	results := make(chan error, 3*clickConnections)
	for n := range 3 * clickConnections {
		go func() { results <- replica.press(t.Context(), n, 0) }()
	}
	patience.Until(t, "a click waits for the lock", func() bool { return o.waitsForLocks() != "0" })
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit()/2)
	defer cancel()
	if err := replica.press(ctx, 0, 1); err != nil {
		t.Errorf("a click on another item: got %v, want it stored", err)
	}
	if got := replica.pool.Stat().AcquiredConns(); got != 1 {
		t.Errorf("got %d connections taken by clicks on one item, want 1", got)
	}
	release()
	stored := 0
	for range cap(results) {
		if err := patience.Receive(t, "the end of a click", results); err == nil {
			stored++
		} else if r, refused := approvals.AsRefusal(err); !refused || r.Code != approvals.RefusedBeingRecorded {
			t.Errorf("got %v, want it stored, or refused since somebody was first", err)
		}
	}
	if stored != 1 {
		t.Errorf("got %d clicks stored, want 1", stored)
	}
}

// waitsForLocks is how many sessions wait for a lock now.
func (o *env) waitsForLocks() string {
	o.t.Helper()
	return o.one(`SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
}

// waitsAt is how many sessions wait for a lock in the query of this name.
func (o *env) waitsAt(query string) string {
	o.t.Helper()
	return o.one(`SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
		AND query LIKE '-- name: ' || $1 || ' %'`, query)
}

// A click that waits for another one until its time is over says so, and nothing of it is stored.
func TestAClickThatCouldNotBeStoredInTimeIsNoRefusal(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.crowd(2, 1)
	replica := o.replica()
	release := o.holding(`SELECT FROM work_items WHERE id = 'i0' FOR UPDATE`)
	first := make(chan error, 1)
	go func() { first <- replica.press(t.Context(), 0, 0) }()
	patience.Until(t, "the first waits for the lock", func() bool { return o.waitsForLocks() == "1" })
	late, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err := replica.press(late, 1, 0)
	if _, refused := approvals.AsRefusal(err); err == nil || refused {
		t.Errorf("got %v, want an error that is no refusal", err)
	}
	release()
	if err := patience.Receive(t, "the first", first); err != nil {
		t.Errorf("the first: got %v, want it stored", err)
	}
	if got := o.one(`SELECT string_agg(identity_id, ' ') FROM decisions`); got != "p0" {
		t.Errorf("got decisions of %q, want p0's alone", got)
	}
}

// While the decision log is held, refusals wait for it on one connection, and are all written afterwards.
func TestRefusalsAtOnceTakeOneConnection(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.crowd(1, 1)
	replica := o.replica()
	release := o.holding(`SELECT FROM audit_head FOR UPDATE`)
	const strangers = 3 * clickConnections
	var all sync.WaitGroup
	for n := range strangers {
		all.Go(func() {
			replica.ClickRefused(t.Context(), approvals.Click{ID: fmt.Sprint(n), Person: person("nora"), WorkItemID: "i0",
				Verdict: approvals.Approve}, &approvals.Refusal{Code: approvals.RefusedNotYours})
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for waiting := true; waiting; {
		if got := o.waitsForLocks(); got > "1" {
			t.Errorf("got %s connections that wait for the log, want one", got)
			break
		}
		select {
		case <-done:
			waiting = false
		default:
		}
	}
	release()
	all.Wait()
	written := `SELECT count(DISTINCT payload::json ->> 'click_id')::text FROM audit_log WHERE kind = 'click.refused'`
	patience.Until(t, "all are written", func() bool {
		_, err := replica.WriteRefusals(t.Context())
		o.must(err)
		return o.one(written) == fmt.Sprint(strangers)
	})
	if got := o.one(`SELECT count(*)::text FROM audit_log`); got != fmt.Sprint(strangers) {
		t.Errorf("got %s entries, want %d", got, strangers)
	}
}

// holding locks what a statement locks, until release is called or the test ends.
func (o *env) holding(statement string) (release func()) {
	o.t.Helper()
	tx, err := o.pool.Begin(o.t.Context())
	o.must(err)
	_, err = tx.Exec(o.t.Context(), statement)
	o.must(err)
	release = func() { _ = tx.Rollback(context.WithoutCancel(o.t.Context())) }
	o.t.Cleanup(release)
	return release
}
