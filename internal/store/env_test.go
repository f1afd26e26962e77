package store_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/owners"
)

// env is a desk on a database of its own, with a few people in it.
type env struct {
	*store.Store
	t    *testing.T
	pool *pgxpool.Pool
	now  time.Time
}

type noLinks struct{}

func (noLinks) WorkItemURL(id string) string { return "https://iiq.example/" + id }

func newEnv(t *testing.T, change func(*store.Config)) *env {
	t.Helper()
	return newEnvOn(t, dbtest.New(t), change)
}

func newEnvOn(t *testing.T, pool *pgxpool.Pool, change func(*store.Config)) *env {
	t.Helper()
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()},
		PollInterval: 10 * time.Second, After: looping.After, AbsenceWait: time.Microsecond}
	if change != nil {
		change(&cfg)
	}
	o := &env{t: t, pool: pool, now: time.Now()}
	o.Store = store.New(pool, client, noLinks{}, cfg, func() time.Time { return o.now }, slog.New(slog.DiscardHandler))
	for _, name := range []string{"sam", "dana", "lee", "nora"} {
		o.exec(`INSERT INTO identities (id, name, display_name) VALUES ($1, $2, $3)`, name, name+".x", "D. "+name)
	}
	return o
}

func (o *env) exec(sql string, args ...any) {
	o.t.Helper()
	if _, err := o.pool.Exec(context.Background(), sql, args...); err != nil {
		o.t.Fatal(err)
	}
}

func (o *env) one(sql string, args ...any) string {
	o.t.Helper()
	var s string
	if err := o.pool.QueryRow(context.Background(), sql, args...).Scan(&s); err != nil {
		if err == pgx.ErrNoRows {
			return ""
		}
		o.t.Fatal(err)
	}
	return s
}

func (o *env) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// saveGroup shows the members of a workgroup to the desk twice, so that who is missing has left.
func (o *env) saveGroup(id, name string, members []string) (err error) {
	o.t.Helper()
	for range 2 {
		at, nowErr := o.Now(context.Background())
		o.must(nowErr)
		err = o.SaveWorkgroup(context.Background(), schedule.Lease{},
			owners.Expansion{ID: id, Name: name, Members: members, ReadAt: at, Witnessed: true})
	}
	return err
}

// see shows items to the desk as IIQ has them now, and sends their cards on their way.
func (o *env) see(items ...approvals.WorkItem) store.SeenStats {
	o.t.Helper()
	at, err := o.Now(context.Background())
	o.must(err)
	stats, err := o.Seen(context.Background(), schedule.Lease{}, at, items)
	o.must(err)
	_, err = o.ReleaseCards(context.Background())
	o.must(err)
	return stats
}

func request(id, owner string) approvals.WorkItem {
	return approvals.WorkItem{ID: id, Number: id, Type: approvals.TypeApproval, Owner: approvals.Ref{ID: owner, Name: owner + ".x"},
		Requester: approvals.Ref{ID: "lee", Name: "lee.x"}, Target: approvals.Ref{ID: "dana", Name: "dana.x"}, RequestName: "R" + id,
		Created: time.UnixMilli(1767000000000), Lines: []approvals.ApprovalItem{{ID: "l1", Operation: "Add", Application: "IIQ",
			Name: "assignedRoles", Value: "Reader"}}}
}

func person(name string) approvals.Person {
	return approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + name},
		Identity: approvals.Identity{ID: name, Name: name + ".x", Display: "D. " + name, ActivityKnown: true}}
}

func (o *env) click(who, item string, v approvals.Verdict, comment string) (approvals.Receipt, error) {
	return o.Decide(context.Background(), approvals.Click{ID: uuid.NewString(), Person: person(who), WorkItemID: item, Verdict: v,
		Comment: comment})
}

// post plays the worker that sends a card.
func (o *env) post(cardID uuid.UUID) {
	o.t.Helper()
	c, err := o.ClaimCard(context.Background(), cardID, 100, time.Minute)
	o.must(err)
	v, err := o.CardView(context.Background(), cardID)
	o.must(err)
	o.must(o.CardShown(context.Background(), c, "D1", "1."+cardID.String(), v.Want, nil))
}

// cards gives the ids of somebody's cards, oldest first.
func (o *env) cards(who string) []uuid.UUID {
	o.t.Helper()
	rows, err := o.pool.Query(context.Background(), `SELECT id FROM cards WHERE identity_id = $1 ORDER BY created_at, id`, who)
	o.must(err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	o.must(err)
	return ids
}

func (o *env) phase(cardID uuid.UUID) approvals.Phase {
	o.t.Helper()
	v, err := o.CardView(context.Background(), cardID)
	o.must(err)
	return v.Phase
}

// jobs lists the kinds of jobs that wait, with how many of each.
func (o *env) jobs() map[string]int {
	o.t.Helper()
	rows, err := o.pool.Query(context.Background(), `SELECT kind, count(*) FROM river_job GROUP BY kind`)
	o.must(err)
	counts := map[string]int{}
	var kind string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&kind, &n}, func() error { counts[kind] = n; return nil })
	o.must(err)
	return counts
}

func wantRefusal(t *testing.T, err error, code approvals.RefusalCode) *approvals.Refusal {
	t.Helper()
	r, ok := approvals.AsRefusal(err)
	if !ok || r.Code != code {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
	return r
}
