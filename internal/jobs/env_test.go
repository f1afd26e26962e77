package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// env is the workers on a real database, with an IIQ, a Slack and an identity map that do as they are told. The jobs are
// taken from River's table and worked one by one.
type env struct {
	*store.Store
	t      *testing.T
	pool   *pgxpool.Pool
	iiq    *fakeIIQ
	slack  *fakeSlack
	people *fakePeople
	groups *jobs.Groups
	submit *jobs.SubmitDecisionWorker
	show   *jobs.ShowCardWorker
	teller *jobs.TellClickerWorker
	now    atomic.Pointer[time.Time]
}

const (
	testKeep  = time.Hour
	testLease = time.Minute
)

type testLinks struct{}

func (testLinks) WorkItemURL(id string) string { return "https://iiq.example/" + id }

func newEnv(t *testing.T, changes ...func(*store.Config)) *env {
	t.Helper()
	s := &env{t: t, pool: dbtest.New(t), iiq: newFakeIIQ(), slack: newFakeSlack(),
		people: &fakePeople{steps: newSteps(), groups: map[string]bool{}}}
	s.setClock(time.Now())
	log := slog.New(slog.DiscardHandler)
	inserter, err := jobs.NewClient(s.pool, nil, jobs.Work{}, log)
	s.must(err)
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()},
		PollInterval: 10 * time.Second, After: looping.After, AbsenceWait: time.Microsecond}
	for _, c := range changes {
		c(&cfg)
	}
	s.Store = store.New(s.pool, inserter, testLinks{}, cfg, s.clock, log)
	s.groups = &jobs.Groups{Store: s.Store, Members: s.iiq, People: s.people, Witness: s.witness()}
	s.submit = &jobs.SubmitDecisionWorker{Store: s.Store, Writer: s.iiq, Requests: s.iiq, Lease: testLease, Keep: testKeep, Log: log,
		Judge: &jobs.Judge{Store: s.Store, Items: s.iiq, Groups: s.groups, Requests: s.iiq, People: s.people,
			Witness: s.witness(), Log: log}}
	s.show = &jobs.ShowCardWorker{Store: s.Store, People: s.people, Cards: s.slack, Answers: s.slack, Items: s.iiq, TeamID: "T1", Log: log}
	s.teller = &jobs.TellClickerWorker{Store: s.Store, Answers: s.slack, Clock: s.clock, Log: log}
	for _, id := range []string{"sam", "dana", "lee", "nora"} {
		s.exec(`INSERT INTO identities (id, name, display_name) VALUES ($1, $2, $3)`, id, id+".x", "D. "+id)
	}
	return s
}

func (s *env) clock() time.Time { return *s.now.Load() }

func (s *env) setClock(t time.Time) { s.now.Store(&t) }

// later lets time go by for the decisions, whose ages are Postgres's: all of their stamps are so much older.
func (s *env) later(d time.Duration) {
	s.t.Helper()
	s.exec(`UPDATE decisions SET clicked_at = clicked_at - $1::interval, sent_at = sent_at - $1::interval,
		written_at = written_at - $1::interval, ended_at = ended_at - $1::interval`, d)
}

func (s *env) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *env) exec(sql string, args ...any) {
	s.t.Helper()
	if _, err := s.pool.Exec(context.Background(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
}

// one reads one value as text, "" when there is none.
func (s *env) one(sql string, args ...any) string {
	s.t.Helper()
	var text *string
	err := s.pool.QueryRow(context.Background(), `SELECT (`+sql+`)::text`, args...).Scan(&text)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && text == nil {
		return ""
	}
	s.must(err)
	return *text
}

// want holds one value of the database against what it should be.
func (s *env) want(want, sql string, args ...any) {
	s.t.Helper()
	if got := s.one(sql, args...); got != want {
		s.t.Errorf("%s is %q, want %q", sql, got, want)
	}
}

func request(id, owner string) approvals.WorkItem {
	return approvals.WorkItem{ID: id, Number: id, Type: approvals.TypeApproval, Owner: approvals.Ref{ID: owner, Name: owner + ".x"},
		Requester: approvals.Ref{ID: "lee", Name: "lee.x"}, Target: approvals.Ref{ID: "lee", Name: "lee.x"}, RequestName: "R" + id,
		Created: time.UnixMilli(1767000000000), Lines: []approvals.ApprovalItem{{ID: "l1", Operation: "Add", Application: "IIQ",
			Name: "assignedRoles", Value: "Reader"}}}
}

// see puts items into IIQ, lets the desk see them and sends their cards.
func (s *env) see(items ...approvals.WorkItem) {
	s.t.Helper()
	for _, w := range items {
		s.iiq.put(w)
	}
	s.seen(items...)
	s.drain()
}

func (s *env) seen(items ...approvals.WorkItem) {
	s.t.Helper()
	at, err := s.Now(context.Background())
	s.must(err)
	_, err = s.Seen(context.Background(), schedule.Lease{}, at, items)
	s.must(err)
	_, err = s.ReleaseCards(context.Background())
	s.must(err)
}

// click decides on a card, as its owner does.
func (s *env) click(who, item string, v approvals.Verdict, comment string) uuid.UUID {
	s.t.Helper()
	card := s.one(`SELECT id FROM cards WHERE identity_id = $1 AND work_item_id = $2 ORDER BY created_at DESC LIMIT 1`, who, item)
	ts := s.one(`SELECT message_ts FROM cards WHERE id::text = $1`, card)
	r, err := s.Decide(context.Background(), approvals.Click{
		ID: uuid.NewString(), WorkItemID: item, CardID: uuid.MustParse(card), Verdict: v, Comment: comment, MessageTS: ts,
		ResponseURL: "url:" + ts,
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + who},
			Identity: approvals.Identity{ID: who, Name: who + ".x", Display: "D. " + who, ActivityKnown: true}},
	})
	s.must(err)
	return r.DecisionID
}

// next takes the oldest job of these kinds from the table.
func (s *env) next(kinds ...string) *rivertype.JobRow {
	s.t.Helper()
	row := &rivertype.JobRow{}
	err := s.pool.QueryRow(context.Background(), `DELETE FROM river_job WHERE id = (SELECT id FROM river_job WHERE kind = ANY($1) ORDER BY id LIMIT 1)
		RETURNING id, kind, queue, args`, kinds).Scan(&row.ID, &row.Kind, &row.Queue, &row.EncodedArgs)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	s.must(err)
	return row
}

func jobOf[T river.JobArgs](t *testing.T, row *rivertype.JobRow) *river.Job[T] {
	t.Helper()
	j := &river.Job[T]{JobRow: row}
	if err := json.Unmarshal(row.EncodedArgs, &j.Args); err != nil {
		t.Fatal(err)
	}
	return j
}

func (s *env) work(ctx context.Context, row *rivertype.JobRow) error {
	switch row.Kind {
	case "submit_decision":
		return s.submit.Work(ctx, jobOf[tx.SubmitDecision](s.t, row))
	case "show_card":
		return s.show.Work(ctx, jobOf[tx.ShowCard](s.t, row))
	case "tell_clicker":
		return s.teller.Work(ctx, jobOf[tx.TellClicker](s.t, row))
	}
	return nil
}

// attempt works the next decision once and tells how it ended.
func (s *env) attempt() string {
	s.t.Helper()
	result := ""
	s.submit.Ended = func(r string, _ time.Duration) { result = r }
	row := s.next("submit_decision")
	if row == nil {
		s.nudge()
		row = s.next("submit_decision")
	}
	if row == nil {
		s.t.Fatal("no decision waits for a worker")
	}
	s.must(s.work(context.Background(), row))
	return result
}

// nudge does what the sweep does once the time has come.
func (s *env) nudge() {
	s.t.Helper()
	s.exec(`UPDATE decisions SET next_try_at = now() - interval '1 s'`)
	s.exec(`UPDATE cards SET next_try_at = now() - interval '1 s', update_lost_at = update_lost_at - interval '1 minute'`)
	s.exec(`UPDATE decisions SET tell_at = now() - interval '1 s' WHERE tell_at IS NOT NULL`)
	_, err := s.SubmitWaiting(context.Background(), 100)
	s.must(err)
	_, err = s.TellWaiting(context.Background(), 100)
	s.must(err)
	_, err = s.ShowBehind(context.Background(), 100)
	s.must(err)
}

// witness asks IIQ for somebody.
func (s *env) witness() *jobs.Witness { return &jobs.Witness{Store: s.Store, People: s.iiq} }

// saveGroup shows the members of a workgroup to the desk.
func (s *env) saveGroup(id, name string, members ...string) error {
	s.t.Helper()
	at, err := s.Now(context.Background())
	s.must(err)
	return s.SaveWorkgroup(context.Background(), schedule.Lease{},
		owners.Expansion{ID: id, Name: name, Members: members, ReadAt: at, Witnessed: true})
}

// lapse lets every claim run out, as time does.
func (s *env) lapse() {
	s.t.Helper()
	s.exec(`UPDATE decisions SET claimed_until = 'epoch'`)
	s.exec(`UPDATE cards SET claimed_until = clock_timestamp() - interval '1 ms' WHERE claimed_until > clock_timestamp()`)
}

// drain works all jobs until nothing is left to do.
func (s *env) drain() {
	s.t.Helper()
	for range 200 {
		row := s.next("submit_decision", "show_card", "tell_clicker", "publish_home")
		if row == nil {
			s.nudge()
			if row = s.next("submit_decision", "show_card", "tell_clicker", "publish_home"); row == nil {
				return
			}
		}
		s.must(s.work(context.Background(), row))
	}
	s.t.Fatal("there is always something left to do")
}

// abandon works a job that comes to stand still at the step, and gives back how to let it go on and wait for its end.
func (s *env) abandon(row *rivertype.JobRow, h *hold) (wakeUp func()) {
	s.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- s.work(context.Background(), row) }()
	h.wait(s.t)
	s.t.Cleanup(h.wake)
	return func() {
		s.t.Helper()
		h.wake()
		s.must(<-ended)
	}
}
