package store_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// measured is a replica with one connection, what goes over it, and the map of who its clickers are.
type measured struct {
	*env
	wire   *dbtest.Wire
	people *identitymap.Map
}

// countedReplica makes a replica whose traffic is counted. Those who are named are linked to the identities of the same name.
func (o *env) countedReplica(names ...string) *measured {
	o.t.Helper()
	o.exec(`UPDATE identity_sync SET activity_known = true`)
	for _, name := range names {
		o.exec(`INSERT INTO slack_users (team_id, id, home_team_id, name, checked_at) VALUES ('T1', $1, 'T1', $2, now())`, "U-"+name, name)
		o.exec(`INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T1', $1, $2, 'email')`, "U-"+name, name)
	}
	client, err := river.NewClient(riverpgxv5.New(o.pool), &river.Config{})
	o.must(err)
	log := slog.New(slog.DiscardHandler)
	mapOn := func(pool *pgxpool.Pool) *identitymap.Map {
		return identitymap.New(pool, nil, nil, approvals.Workspace{TeamID: "T1"}, identitymap.Config{}, o.clock, log)
	}
	traced := func(context.Context, string) (tx.TraceLink, bool) {
		return tx.TraceLink{Traceparent: "00-1-2-01"}, true
	}
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()}, After: looping.After,
		Clickers: mapOn(o.pool), TraceLinkFor: traced}
	statements, err := store.New(o.pool, client, noLinks{}, cfg, o.clock, log).ClickStatements(o.t.Context())
	o.must(err)
	pool, wire := dbtest.Counted(o.t, o.pool, 1, func(c *pgxpool.Config) { postgres.Prepare(c, statements) })
	// As the bot makes its connections for clicks before the first click.
	o.must(pool.Ping(o.t.Context()))
	people := mapOn(pool)
	cfg.Clickers = people
	other := *o
	other.pool = pool
	other.Store = store.New(pool, client, noLinks{}, cfg, o.clock, log)
	return &measured{&other, wire, people}
}

// press is a click on somebody's card as Slack delivers it, and what it cost.
func (c *measured) press(click, who, item string, card uuid.UUID) (approvals.Receipt, dbtest.Traffic, error) {
	c.wire.Taken()
	person := approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + who}}
	receipt, err := c.Decide(c.t.Context(), approvals.Click{ID: click, Person: person, WorkItemID: item, CardID: card,
		Verdict: approvals.Approve, ChannelID: "D1", MessageTS: "1." + card.String(), ResponseURL: "https://slack.example/" + click})
	return receipt, c.wire.Taken(), err
}

// What a click costs before its ack is bounded, since each trip is a wait for a Postgres that may be some milliseconds away. A new
// connection has everything prepared, and River knows which Postgres it has.
func TestAClickTakesFewTrips(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i0", "sam"), request("i1", "sam"), request("i2", "sam"))
	for _, card := range o.cards("sam") {
		o.post(card)
	}
	c := o.countedReplica("sam", "nora")
	cardOf := func(item string) uuid.UUID {
		return uuid.MustParse(o.one(`SELECT id::text FROM cards WHERE work_item_id = $1`, item))
	}
	for _, tc := range []struct {
		name, click, who, item string
		want                   approvals.RefusalCode
		repeated               bool
		bound                  dbtest.Traffic
	}{
		{"stored on a new connection", "c0", "sam", "i0", "", false, dbtest.Traffic{Trips: 4, Statements: 14}},
		{"stored", "c1", "sam", "i1", "", false, dbtest.Traffic{Trips: 4, Statements: 14}},
		{"delivered again", "c1", "sam", "i1", "", true, dbtest.Traffic{Trips: 2, Statements: 6}},
		{"somebody was first", "c2", "sam", "i1", approvals.RefusedBeingRecorded, false, dbtest.Traffic{Trips: 3, Statements: 9}},
		{"by no approver", "c3", "nora", "i2", approvals.RefusedNotYours, false, dbtest.Traffic{Trips: 3, Statements: 9}},
		{"by no approver once more", "c4", "nora", "i2", approvals.RefusedNotYours, false, dbtest.Traffic{Trips: 3, Statements: 9}},
	} {
		receipt, cost, err := c.press(tc.click, tc.who, tc.item, cardOf(tc.item))
		t.Logf("%s: %v", tc.name, cost)
		code := approvals.RefusalCode("")
		if r, refused := approvals.AsRefusal(err); refused {
			code = r.Code
		} else if err != nil {
			t.Errorf("%s: got %v, want an answer", tc.name, err)
		}
		if code != tc.want || receipt.Repeated != tc.repeated {
			t.Errorf("%s: got the refusal %q, repeated %v, want %q, %v", tc.name, code, receipt.Repeated, tc.want, tc.repeated)
		}
		if cost.Trips > tc.bound.Trips || cost.Statements > tc.bound.Statements {
			t.Errorf("%s: got %v, want %v at most", tc.name, cost, tc.bound)
		}
	}
	wantKinds := "decision.clicked decision.clicked click.refused click.refused click.refused"
	if got := o.one(`SELECT string_agg(kind, ' ' ORDER BY seq) FROM audit_log`); got != wantKinds {
		t.Errorf("got the entries %q, want %q", got, wantKinds)
	}
}

func (o *env) clock() time.Time { return o.now }
