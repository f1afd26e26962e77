package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store"
)

// togetherClick is a click of somebody who is named as their identity.
func togetherClick(who, item string) approvals.Click {
	return approvals.Click{ID: who + " on " + item, Person: person(who), WorkItemID: item, Verdict: approvals.Approve}
}

// outcome is what became of a click in a batch, in one word.
func outcome(p store.Pressed) string {
	r, refused := approvals.AsRefusal(p.Err)
	switch {
	case p.Alone:
		return "alone"
	case refused:
		return string(r.Code)
	case p.Err != nil:
		return p.Err.Error()
	case p.Receipt.Repeated:
		return "repeated"
	}
	return "stored"
}

// transactions is how many transactions have written to the decision log: each of them has locked its end.
func (o *env) transactions() string {
	o.t.Helper()
	return o.one(`SELECT count(DISTINCT xmin::text)::text FROM audit_log`)
}

// Clicks of one moment on different items cost the trips of one click, and lock the end of the decision log once. Those who were not
// first are judged in one trip, in which each item is read once.
func TestClicksOfOneMomentShareTheirTrips(t *testing.T) {
	t.Parallel()
	const many = 10
	o := newEnv(t, nil)
	o.crowd(many, many+1)
	c := o.countedReplica()
	var firsts, lates []approvals.Click
	for n := range many {
		firsts = append(firsts, togetherClick("p0", fmt.Sprintf("i%d", n)))
		lates = append(lates, togetherClick(fmt.Sprintf("p%d", n), "i0"))
	}
	// What a new connection has to ask first is no part of it.
	warm := togetherClick("p0", fmt.Sprintf("i%d", many))
	c.StoreTogether(t.Context(), warm)
	c.LookTogether(t.Context(), warm)
	before := o.transactions()
	for _, tc := range []struct {
		name  string
		do    func(context.Context, ...approvals.Click) []store.Pressed
		all   []approvals.Click
		want  string
		bound dbtest.Traffic
	}{
		// BEGIN, the locks, three reads and four writes a click, the jobs, traces, NOTIFY, the entries, COMMIT.
		{"first", c.StoreTogether, firsts, "stored", dbtest.Traffic{Trips: 4, Statements: 2 + 7*many + 5}},
		{"late", c.LookTogether, lates[1:], string(approvals.RefusedBeingRecorded), dbtest.Traffic{Trips: 1, Statements: 1 + 3*(many-1)}},
		{"again", c.LookTogether, firsts, "repeated", dbtest.Traffic{Trips: 1, Statements: 4 * many}},
		{"late, under locks", c.StoreTogether, lates[1:2], string(approvals.RefusedBeingRecorded), dbtest.Traffic{Trips: 2, Statements: 6}},
	} {
		c.wire.Taken()
		all := tc.do(t.Context(), tc.all...)
		cost := c.wire.Taken()
		t.Logf("%s: %v", tc.name, cost)
		for i, p := range all {
			if got := outcome(p); got != tc.want {
				t.Errorf("%s, %s: got %s, want %s", tc.name, tc.all[i].ID, got, tc.want)
			}
		}
		if cost.Trips > tc.bound.Trips || cost.Statements > tc.bound.Statements {
			t.Errorf("%s: got %v, want %v at most", tc.name, cost, tc.bound)
		}
	}
	if got, want := before+" "+o.transactions(), "1 2"; got != want {
		t.Errorf("got %s transactions that wrote to the decision log, want %s", got, want)
	}
	if got, want := o.one(`SELECT count(DISTINCT work_item_id)::text FROM decisions`), fmt.Sprint(many+1); got != want {
		t.Errorf("got %s items decided, want %s", got, want)
	}
}

// Each click in a batch ends as it would by itself, whatever the others are.
func TestEachClickOfABatchIsJudgedForItself(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	var items []approvals.WorkItem
	for _, id := range []string{"open", "held", "closed", "decided", "mine", "theirs", "before"} {
		items = append(items, request(id, "sam"))
	}
	items[5] = request("theirs", "nora")
	o.see(items...)
	o.exec(`UPDATE work_items SET state = 'closed', outcome = 'canceled', closed_at = now() WHERE id = 'closed'`)
	for _, id := range []string{"decided", "before"} {
		if _, err := o.Decide(t.Context(), togetherClick("sam", id)); err != nil {
			t.Fatal(err)
		}
	}
	o.holding(`SELECT FROM work_items WHERE id = 'held' FOR UPDATE`)
	other := togetherClick("sam", "decided")
	other.ID = "another click"
	want := []string{"stored", "alone", string(approvals.RefusedCanceled), string(approvals.RefusedBeingRecorded), "stored",
		string(approvals.RefusedNotYours), "repeated", "alone"}
	var got []string
	for _, p := range o.StoreTogether(t.Context(), togetherClick("sam", "open"), togetherClick("sam", "held"),
		togetherClick("sam", "closed"), other, togetherClick("sam", "mine"), togetherClick("sam", "theirs"),
		togetherClick("sam", "before"), togetherClick("sam", "unheard of")) {
		got = append(got, outcome(p))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := o.one(`SELECT string_agg(work_item_id, ' ' ORDER BY work_item_id) FROM decisions`); got != "before decided mine open" {
		t.Errorf(`got decisions on %q, want "before decided mine open"`, got)
	}
	if got := o.one(`SELECT count(*)::text FROM river_job WHERE kind = 'submit_decision'`); got != "4" {
		t.Errorf(`got %s jobs for decisions, want "4"`, got)
	}
}

// A click that the index on decisions keeps out keeps no other out that came with it: each is then judged by itself.
func TestAClickThatIsKeptOutKeepsNoOtherOut(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i0", "sam"), request("i1", "sam"))
	tx, err := o.pool.Begin(t.Context())
	o.must(err)
	for _, statement := range []string{`SET LOCAL session_replication_role = replica`, decisionOfNora("i0")} {
		_, err := tx.Exec(t.Context(), statement)
		o.must(err)
	}
	var all []store.Pressed
	over := make(chan struct{})
	go func() {
		defer close(over)
		all = o.StoreTogether(t.Context(), togetherClick("sam", "i0"), togetherClick("sam", "i1"))
	}()
	patience.Until(t, "the batch waits at the index", func() bool { return o.waitsForLocks() == "1" })
	o.must(tx.Commit(t.Context()))
	patience.Receive(t, "the end of the batch", over)
	for i, p := range all {
		if got := outcome(p); got != "alone" {
			t.Errorf("click %d: got %s, want it left alone", i, got)
		}
	}
	if got := o.one(`SELECT string_agg(identity_id, ' ') FROM decisions`); got != "nora" {
		t.Errorf("got decisions of %q, want nora's alone", got)
	}
	wantRefusal(t, second(o.Decide(t.Context(), togetherClick("sam", "i0"))), approvals.RefusedBeingRecorded)
	o.must(second(o.Decide(t.Context(), togetherClick("sam", "i1"))))
}

func second[T any](_ T, err error) error { return err }

// decisionOfNora is a statement that stores a decision of hers on an item of its first round.
func decisionOfNora(item string) string {
	return `INSERT INTO decisions (id, work_item_id, round, click_id, verdict, comment, sent_comment, identity_id, decider_name,
		slack_team_id, slack_user_id, channel_id, message_ts, response_url, clicked_at) VALUES ('` + uuid.NewString() +
		`', '` + item + `', 1, 'theirs', 'approve', '', '', 'nora', 'Nora', 'T1', 'U-nora', '', '', '', now())`
}

// cuttableReplica is another process whose connections to Postgres the test can cut.
func (o *env) cuttableReplica() (replica *env, cut func()) {
	o.t.Helper()
	var mu sync.Mutex
	var lines []net.Conn
	config := o.pool.Config().Copy()
	config.ConnConfig.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, conn)
		return conn, nil
	}
	pool, err := pgxpool.NewWithConfig(o.t.Context(), config)
	o.must(err)
	o.t.Cleanup(pool.Close)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	o.must(err)
	other := *o
	other.pool = pool
	other.Store = store.New(pool, client, noLinks{}, store.Config{}, o.clock, slog.New(slog.DiscardHandler))
	return &other, func() {
		mu.Lock()
		defer mu.Unlock()
		for _, line := range lines {
			_ = line.Close()
		}
	}
}

// A COMMIT without an answer leaves it open for every click that it was to store, and for no other.
func TestAnUncertainCommitIsThatOfAllItWasToStore(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i0", "sam"), request("i1", "sam"), request("i2", "nora"))
	replica, cut := o.cuttableReplica()
	release := o.holding(`SELECT FROM audit_head FOR UPDATE`)
	var all []store.Pressed
	over := make(chan struct{})
	go func() {
		defer close(over)
		all = replica.StoreTogether(t.Context(), togetherClick("sam", "i0"), togetherClick("sam", "i1"), togetherClick("sam", "i2"))
	}()
	patience.Until(t, "the batch waits for the log", func() bool { return o.waitsForLocks() == "1" })
	cut()
	patience.Receive(t, "the end of the batch", over)
	release()
	for i, p := range all[:2] {
		if !errors.Is(p.Err, approvals.ErrUncertain) || p.Alone {
			t.Errorf("click %d: got %v, alone %v, want that it is uncertain", i, p.Err, p.Alone)
		}
	}
	if got := outcome(all[2]); got != string(approvals.RefusedNotYours) {
		t.Errorf("the refused one: got %s, want it refused", got)
	}
	patience.Until(t, "the session is over", func() bool { return o.waitsForLocks() == "0" })
	if got := o.one(`SELECT count(*)::text FROM decisions`); got == "1" {
		t.Error("got one of both stored, want both or none")
	}
}

// A click that has little time left takes none from the others.
func TestALateClickGoesAlone(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i0", "sam"))
	late, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if got := outcome(o.StoreTogether(late, togetherClick("sam", "i0"))[0]); got != "alone" {
		t.Errorf("got %s, want it left alone", got)
	}
}

// Ten press at once on one item in one process: one is stored, the nine others are told who was first, and their refusals are in the log
// by two transactions: that of the first, and that of all who came meanwhile. A third one has what could not be written in time.
func TestABurstOnOneItemLocksTheLogFewTimes(t *testing.T) {
	t.Parallel()
	const many = 10
	o := newEnv(t, nil)
	o.crowd(many, 1)
	replica := o.replica()
	releaseItem := o.holding(`SELECT FROM work_items WHERE id = 'i0' FOR UPDATE`)
	releaseLog := o.holding(`SELECT FROM audit_head FOR UPDATE`)
	results := make(chan error, many)
	for n := range many {
		go func() { results <- replica.press(t.Context(), n, 0) }()
	}
	patience.Until(t, "all are in hand", func() bool { return replica.ClicksInHand() == many && o.waitsForLocks() == "1" })
	releaseItem()
	patience.Until(t, "the first waits for the log", func() bool { return o.waitsAt("AppendAudit") == "1" })
	// The log is held again as soon as the first is stored.
	again, err := o.pool.Begin(t.Context())
	o.must(err)
	defer func() { _ = again.Rollback(context.WithoutCancel(t.Context())) }()
	held := make(chan error, 1)
	go func() {
		_, err := again.Exec(t.Context(), `SELECT FROM audit_head FOR UPDATE`)
		held <- err
	}()
	patience.Until(t, "somebody else waits for the log", func() bool { return o.waitsForLocks() == "2" })
	releaseLog()
	o.must(patience.Receive(t, "the log", held))
	patience.Until(t, "all are judged", func() bool { return replica.ClicksInHand() == 0 })
	o.must(again.Rollback(t.Context()))
	stored := 0
	for range many {
		err := patience.Receive(t, "the end of a click", results)
		if r, refused := approvals.AsRefusal(err); err == nil {
			stored++
		} else if !refused || r.Code != approvals.RefusedBeingRecorded || r.By == "" {
			t.Errorf("got %v, want it stored, or refused with who was first", err)
		}
	}
	refused := `FROM audit_log WHERE kind = 'click.refused'`
	patience.Until(t, "all are written", func() bool {
		_, err := replica.WriteRefusals(t.Context())
		o.must(err)
		return o.one(`SELECT count(DISTINCT payload ->> 'click_id')::text `+refused) == fmt.Sprint(many-1)
	})
	if got := o.one(`SELECT count(DISTINCT xmin::text)::text ` + refused); stored != 1 || got > "3" {
		t.Errorf("got %d stored and the refusals written by %s transactions, want 1 stored and 3 transactions at most", stored, got)
	}
	if got := o.one(`SELECT count(*)::text FROM audit_log`); got != fmt.Sprint(many) {
		t.Errorf("got %s entries, want %d", got, many)
	}
}
