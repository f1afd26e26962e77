package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// archiveSize is how many items an archive has. busy of the open ones wait for one person.
type archiveSize struct{ open, closed, busy, approvers int }

// smallArchive is large enough for Postgres to prefer an index wherever there is one.
func smallArchive() archiveSize {
	return archiveSize{open: 10_000, closed: 20_000, busy: 50, approvers: 20_000}
}

func largeArchive() archiveSize {
	return archiveSize{open: 100_000, closed: 200_000, busy: 500, approvers: 20_000}
}

// asked is one statement with its arguments.
type asked struct {
	sql  string
	args []any
}

// listener notes every statement that goes to the database.
type listener struct {
	mu    sync.Mutex
	heard []asked
}

func (l *listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, asked{q.SQL, q.Args})
	return ctx
}

func (l *listener) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (l *listener) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery notes the statements of trips as well.
func (l *listener) TraceBatchQuery(_ context.Context, _ *pgx.Conn, q pgx.TraceBatchQueryData) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, asked{q.SQL, q.Args})
}

func (l *listener) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// archive is a desk on a database with many items, most of them closed.
func archive(t testing.TB, ears *listener, size archiveSize) (*store.Store, *pgxpool.Pool) {
	t.Helper()
	pool := overheard(t, ears)
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO identities (id, name, display_name) SELECT 'p' || n, 'person.' || n, 'Person ' || n FROM generate_series(0, %d) AS n`, size.approvers),
		fmt.Sprintf(`INSERT INTO work_items (id, number, type, owner_id, requester_id, target_id, lines, created_at, due_at, content_hash, state, outcome, closed_at)
			SELECT 'w' || n, n::text, 'Approval', 'p' || owner, 'p' || n %% 977, 'p' || n %% 991,
				jsonb_build_array(jsonb_build_object('application', 'Application ' || n %% 40, 'display_value', 'Group ' || n,
					'operation', 'Add')),
				now() - n * interval '1 second', CASE WHEN n %% 3 = 0 THEN now() + (n %% 500 - 100) * interval '1 hour' END, '\x00',
				CASE WHEN n < %[1]d THEN 'open' ELSE 'closed' END, CASE WHEN n < %[1]d THEN '' ELSE 'approved' END,
					CASE WHEN n >= %[1]d THEN now() END
			FROM (SELECT n, CASE WHEN n < %[3]d THEN 0 ELSE 1 + n %% %[4]d END AS owner FROM generate_series(0, %[2]d) AS n) AS s`,
			size.open, size.open+size.closed-1, size.busy, size.approvers),
		`INSERT INTO work_item_approvers (work_item_id, identity_id, open) SELECT id, owner_id, state = 'open' FROM work_items`,
		fmt.Sprintf(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state, clicked_at)
			SELECT gen_random_uuid(), id, 1, id, 'approve', '', CASE WHEN number::int %% 400 = 0 THEN 'p0' ELSE owner_id END, '', '', '',
				'recorded', created_at
			FROM work_items WHERE state = 'closed' AND number::int %% 4 = 0 LIMIT %d`, size.closed/4),
		`INSERT INTO snoozes (identity_id, work_item_id, until) SELECT owner_id, id, now() + interval '1 day' FROM work_items WHERE state = 'open' AND number::int % 10 = 0`,
		`INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) SELECT 'T1', 'U' || id, id, 'email' FROM identities`,
		`INSERT INTO reminders (identity_id, state, last_at) SELECT id, CASE WHEN id LIKE 'p1%7' THEN 'marked' ELSE 'idle' END, now() FROM identities`,
		`INSERT INTO home_tabs (team_id, slack_user_id, opened_at) SELECT team_id, slack_user_id, now() FROM identity_links`,
		`INSERT INTO work_item_texts (work_item_id, basis, folded) SELECT w.id, concat_ws('|', 2, encode(w.content_hash, 'hex'), w.show, w.masked_lines::text,
			r.display_name, t.display_name), concat_ws(' ', w.number, 'person', 'application', w.number::int % 40, 'group')
			FROM work_items w LEFT JOIN identities r ON r.id = w.requester_id LEFT JOIN identities t ON t.id = w.target_id WHERE w.state = 'open'`,
		`ANALYZE work_item_texts, identities, work_items, work_item_approvers, decisions, snoozes, identity_links, reminders, home_tabs`,
	} {
		if _, err := pool.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	desk := store.New(pool, nil, noLinks{}, store.Config{PollInterval: time.Minute, After: looping.After}, time.Now,
		slog.New(slog.DiscardHandler))
	return desk, pool
}

// lookUps are all ways to ask what waits, by name.
func lookUps(desk *store.Store) map[string]func(context.Context, approvals.Identity) error {
	find := func(f approvals.Filter, offset int) func(context.Context, approvals.Identity) error {
		return func(ctx context.Context, who approvals.Identity) error {
			_, err := desk.Find(ctx, who, f, offset, 5)
			return err
		}
	}
	return map[string]func(context.Context, approvals.Identity) error{
		"first page": find(approvals.Filter{}, 0),
		"last page":  find(approvals.Filter{}, 1_000_000),
		"search":     find(approvals.Filter{Words: []string{"application", "7"}}, 0),
		"overdue":    find(approvals.Filter{Overdue: true}, 0),
		"texts that are missing": func(ctx context.Context, _ approvals.Identity) error {
			_, _, err := desk.FillTexts(ctx, schedule.Lease{}, "w5", 200)
			return err
		},
		"requests": find(approvals.Filter{Types: []approvals.ItemType{approvals.TypeApproval}}, 0),
		"done": func(ctx context.Context, who approvals.Identity) error {
			_, err := desk.DonePage(ctx, who, 0, 5)
			return err
		},
		"home": func(ctx context.Context, who approvals.Identity) error {
			_, err := desk.Home(ctx, who)
			return err
		},
		"who is reminded next": func(ctx context.Context, _ approvals.Identity) error {
			ids, err := desk.ToBeReminded(ctx, "T1", 50)
			if err == nil && len(ids) != 50 {
				err = fmt.Errorf("%d people", len(ids))
			}
			return err
		},
		"turn for the Home tab": func(ctx context.Context, who approvals.Identity) error {
			turn, err := desk.TakeHomeTurn(ctx, "T1", "U"+who.ID)
			if err != nil {
				return err
			}
			if last, err := desk.LastHomeTurn(ctx, turn); err != nil || !last {
				return fmt.Errorf("the last turn: %t, %w", last, err)
			}
			return nil
		},
		"snoozed": func(ctx context.Context, who approvals.Identity) error {
			_, err := desk.Snoozed(ctx, who, 0, 5)
			return err
		},
		"what a card shows": func(ctx context.Context, who approvals.Identity) error {
			_, err := desk.ViewFor(ctx, "w5", who.ID)
			return err
		},
		"who still has to decide": func(ctx context.Context, _ approvals.Identity) error {
			_, err := desk.WaitingElsewhere(ctx, approvals.WorkItem{ID: "w5", RequestName: "R5"})
			return err
		},
		"what is left undone": func(ctx context.Context, _ approvals.Identity) error {
			_, err := desk.LookForLeft(ctx)
			return err
		},
		"marks that are too far ahead": func(ctx context.Context, _ approvals.Identity) error {
			_, err := desk.PullIn(ctx, tx.Marks(time.Minute))
			return err
		},
		"number": func(ctx context.Context, who approvals.Identity) error {
			_, err := desk.ByNumber(ctx, who, "250007")
			if _, refused := approvals.AsRefusal(err); refused {
				return nil
			}
			return err
		},
	}
}

// planNode is a step of a plan, as EXPLAIN (FORMAT JSON) tells it.
// https://www.postgresql.org/docs/current/sql-explain.html
type planNode struct {
	NodeType string     `json:"Node Type"`
	Relation string     `json:"Relation Name"`
	Plans    []planNode `json:"Plans"`
}

// scanned lists the tables that a plan reads from one end to the other.
func (n planNode) scanned() []string {
	var tables []string
	if n.NodeType == "Seq Scan" {
		tables = append(tables, n.Relation)
	}
	for _, p := range n.Plans {
		tables = append(tables, p.scanned()...)
	}
	return tables
}

func planOf(ctx context.Context, conn *pgx.Conn, a asked) (planNode, error) {
	var raw []byte
	if err := conn.QueryRow(ctx, "EXPLAIN (FORMAT JSON) "+a.sql, a.args...).Scan(&raw); err != nil {
		return planNode{}, err
	}
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal(raw, &plans); err != nil {
		return planNode{}, err
	}
	return plans[0].Plan, nil
}

// However many items there are, no look-up reads a large table from one end to the other, be its plan made for these
// arguments or for any.
func TestLookUpsScanNoLargeTable(t *testing.T) {
	t.Parallel()
	patience.Long(t)
	ears := &listener{}
	desk, pool := archive(t, ears, smallArchive())
	large := []string{"work_items", "work_item_approvers", "decisions", "snoozes", "identities", "identity_links", "reminders", "home_tabs",
		"work_item_texts"}
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for name, ask := range lookUps(desk) {
		for _, who := range []string{"p0", "p17"} {
			ears.heard = nil
			if err := ask(t.Context(), approvals.Identity{ID: who, Name: who}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			statements := slices.Clone(ears.heard)
			if len(statements) == 0 {
				t.Fatalf("%s asked nothing", name)
			}
			for _, a := range statements {
				if a.sql == "begin" || a.sql == "commit" {
					continue
				}
				checkPlans(t, conn.Conn(), name, a, large)
			}
		}
	}
}

func checkPlans(t *testing.T, conn *pgx.Conn, name string, a asked, large []string) {
	t.Helper()
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		if _, err := conn.Exec(t.Context(), "SET plan_cache_mode = "+mode); err != nil {
			t.Fatal(err)
		}
		plan, err := planOf(t.Context(), conn, a)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, a.sql)
		}
		for _, table := range plan.scanned() {
			if slices.Contains(large, table) {
				t.Errorf("%s, %s: all of %s is read by\n%s", name, mode, table, strings.TrimSpace(a.sql))
			}
		}
	}
}

// BenchmarkFirstPage gives how long the first page of "/approvals" takes to be read, for somebody with 500 open items and
// for somebody with five, among 300,000: p50 and p99 in milliseconds.
func BenchmarkFirstPage(b *testing.B) {
	desk, _ := archive(b, nil, largeArchive())
	for _, c := range []struct{ name, who, ask string }{
		{"five", "p17", "first page"}, {"many", "p0", "first page"}, {"search", "p0", "search"}, {"home", "p0", "home"},
	} {
		ask, who := lookUps(desk)[c.ask], approvals.Identity{ID: c.who, Name: c.who}
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				begin := time.Now()
				if err := ask(b.Context(), who); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			for _, p := range []int{50, 99} {
				at := took[min(len(took)-1, len(took)*p/100)]
				b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
			}
		})
	}
}

// overheard gives a database of its own whose statements the listener hears; with nil nobody does.
func overheard(t testing.TB, ears *listener) *pgxpool.Pool {
	t.Helper()
	return overheardAt(t, dbtest.URL(t), ears)
}

func overheardAt(t testing.TB, address string, ears *listener) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	if ears != nil {
		cfg.ConnConfig.Tracer = ears
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}
