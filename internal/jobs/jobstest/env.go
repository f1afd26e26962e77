package jobstest

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
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Env is the workers on a real database, with an IIQ, a Slack and an identity map that do as they are told. The jobs are
// taken from River's table and worked one by one.
type Env struct {
	*store.Store
	T *testing.T
	// Pool is the database of this test alone.
	Pool *pgxpool.Pool
	// The outside.
	IIQ    *FakeIIQ
	Slack  *FakeSlack
	People *FakePeople
	// The workers, and what they share with the rounds.
	Groups *rounds.Groups
	Submit *jobs.SubmitDecisionWorker
	Show   *jobs.ShowCardWorker
	Teller *jobs.TellClickerWorker
	Bulk   *jobs.TellBulkWorker

	now atomic.Pointer[time.Time]
}

const (
	// Keep is how long the worker keeps a decision that IIQ does not take.
	Keep = time.Hour
	// ClaimFor is how long a claim of the worker on a decision holds.
	ClaimFor = time.Minute
)

// Decided is how a decision stands and its item: state and reason of the one, state and outcome of the other.
const Decided = `SELECT d.state || ' ' || d.refusal || ' ' || w.state || ' ' || w.outcome FROM decisions d JOIN work_items w ON w.id = d.work_item_id`

// Links are the addresses of items.
type Links struct{}

// WorkItemURL implements store.Links.
func (Links) WorkItemURL(id string) string { return "https://iiq.example/" + id }

// New makes an environment on a database of its own, which knows sam, dana, lee and nora. changes change the store's settings.
func New(t *testing.T, changes ...func(*store.Config)) *Env {
	t.Helper()
	s := &Env{T: t, Pool: dbtest.New(t), IIQ: NewFakeIIQ(), Slack: NewFakeSlack(),
		People: &FakePeople{Steps: NewSteps(), Groups: map[string]bool{}}}
	s.SetClock(time.Now())
	log := slog.New(slog.DiscardHandler)
	inserter, err := jobs.NewClient(s.Pool, nil, jobs.Work{}, log)
	s.Must(err)
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()},
		PollInterval: 10 * time.Second, After: looping.After, AbsenceWait: time.Microsecond}
	for _, c := range changes {
		c(&cfg)
	}
	s.Store = store.New(s.Pool, inserter, Links{}, cfg, s.Clock, log)
	s.Groups = &rounds.Groups{Store: s.Store, Members: s.IIQ, People: s.People, Witness: s.Witness()}
	s.Submit = &jobs.SubmitDecisionWorker{Store: s.Store, Writer: s.IIQ, Requests: s.IIQ, Lease: ClaimFor, Keep: Keep, Log: log,
		Judge: &jobs.Judge{Store: s.Store, Items: s.IIQ, Groups: s.Groups, Requests: s.IIQ, People: s.People,
			Witness: s.Witness(), Log: log}}
	s.Show = &jobs.ShowCardWorker{Store: s.Store, People: s.People, Cards: s.Slack, Answers: s.Slack, Items: s.IIQ, TeamID: "T1",
		Log: log}
	s.Bulk = &jobs.TellBulkWorker{Store: s.Store, Sender: s.Slack, Log: log}
	s.Teller = &jobs.TellClickerWorker{Store: s.Store, Answers: s.Slack, Clock: s.Clock, Log: log}
	for _, id := range []string{"sam", "dana", "lee", "nora"} {
		s.Exec(`INSERT INTO identities (id, name, display_name) VALUES ($1, $2, $3)`, id, id+".x", "D. "+id)
	}
	return s
}

// Clock is the process's clock, which stands still.
func (s *Env) Clock() time.Time { return *s.now.Load() }

// SetClock sets the process's clock.
func (s *Env) SetClock(t time.Time) { s.now.Store(&t) }

// Later lets time go by for the decisions, whose ages are Postgres's: all of their stamps are so much older.
func (s *Env) Later(d time.Duration) {
	s.T.Helper()
	s.Exec(`UPDATE decisions SET clicked_at = clicked_at - $1::interval, sent_at = sent_at - $1::interval,
		written_at = written_at - $1::interval, ended_at = ended_at - $1::interval`, d)
}

// Must ends the test where there is an error.
func (s *Env) Must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// Exec runs a statement on the database.
func (s *Env) Exec(sql string, args ...any) {
	s.T.Helper()
	if _, err := s.Pool.Exec(context.Background(), sql, args...); err != nil {
		s.T.Fatal(err)
	}
}

// One reads one value as text, "" when there is none.
func (s *Env) One(sql string, args ...any) string {
	s.T.Helper()
	var text *string
	err := s.Pool.QueryRow(context.Background(), `SELECT (`+sql+`)::text`, args...).Scan(&text)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && text == nil {
		return ""
	}
	s.Must(err)
	return *text
}

// Want holds one value of the database against what it should be.
func (s *Env) Want(want, sql string, args ...any) {
	s.T.Helper()
	if got := s.One(sql, args...); got != want {
		s.T.Errorf("%s is %q, want %q", sql, got, want)
	}
}

// Request is a work item that asks its owner to approve a role for lee.
func Request(id, owner string) approvals.WorkItem {
	return approvals.WorkItem{ID: id, Number: id, Type: approvals.TypeApproval, Owner: approvals.Ref{ID: owner, Name: owner + ".x"},
		Requester: approvals.Ref{ID: "lee", Name: "lee.x"}, Target: approvals.Ref{ID: "lee", Name: "lee.x"}, RequestName: "R" + id,
		Created: time.UnixMilli(1767000000000), Lines: []approvals.ApprovalItem{{ID: "l1", Operation: "Add", Application: "IIQ",
			Name: "assignedRoles", Value: "Reader"}}}
}

// See puts items into IIQ, lets the desk see them and sends their cards.
func (s *Env) See(items ...approvals.WorkItem) {
	s.T.Helper()
	for _, w := range items {
		s.IIQ.Put(w)
	}
	s.Learn(items...)
	s.Drain()
}

// Learn lets the desk see items, as a round does, and releases their cards. No card is sent.
func (s *Env) Learn(items ...approvals.WorkItem) {
	s.T.Helper()
	at, err := s.Now(context.Background())
	s.Must(err)
	_, err = s.Seen(context.Background(), schedule.Lease{}, at, items)
	s.Must(err)
	_, err = s.ReleaseCards(context.Background())
	s.Must(err)
}

// Click decides on a card, as its owner does.
func (s *Env) Click(who, item string, v approvals.Verdict, comment string) uuid.UUID {
	s.T.Helper()
	return s.ClickLines(who, item, v, nil, comment)
}

// ClickLines decides line by line, by a form that was opened from a card.
func (s *Env) ClickLines(who, item string, v approvals.Verdict, lines approvals.LineDecisions, comment string) uuid.UUID {
	s.T.Helper()
	card := s.One(`SELECT id FROM cards WHERE identity_id = $1 AND work_item_id = $2 ORDER BY created_at DESC LIMIT 1`, who, item)
	ts := s.One(`SELECT message_ts FROM cards WHERE id::text = $1`, card)
	r, err := s.Decide(context.Background(), approvals.Click{
		ID: uuid.NewString(), WorkItemID: item, CardID: uuid.MustParse(card), Verdict: v, Lines: lines, Comment: comment, MessageTS: ts,
		ResponseURL: "url:" + ts,
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + who},
			Identity: approvals.Identity{ID: who, Name: who + ".x", Display: "D. " + who, ActivityKnown: true}},
	})
	s.Must(err)
	return r.DecisionID
}

// Chosen are boxes of these items, with the marks of what the items say now.
func (s *Env) Chosen(who string, items ...string) []approvals.BulkChoice {
	s.T.Helper()
	offer, err := s.BulkOffer(context.Background(), approvals.Identity{ID: who, Name: who + ".x", Display: "D. " + who})
	s.Must(err)
	marks := map[string]string{}
	for _, row := range offer.Offered {
		marks[row.WorkItemID] = row.OfferMark
	}
	chosen := make([]approvals.BulkChoice, len(items))
	for i, id := range items {
		chosen[i] = approvals.BulkChoice{WorkItemID: id, Mark: marks[id]}
	}
	return chosen
}

// Several approves items at once, as their owner does by one form.
func (s *Env) Several(who string, chosen ...approvals.BulkChoice) approvals.BulkReceipt {
	s.T.Helper()
	r, err := s.DecideSeveral(context.Background(), approvals.BulkClick{Form: uuid.New(), Chosen: chosen, Open: time.Minute,
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + who},
			Identity: approvals.Identity{ID: who, Name: who + ".x", Display: "D. " + who, ActivityKnown: true}}})
	s.Must(err)
	return r
}

// Recording clicks as Click does, and lets the moment pass after which the cards say that the decision is being recorded.
func (s *Env) Recording(who, item string, v approvals.Verdict, comment string) uuid.UUID {
	s.T.Helper()
	id := s.Click(who, item, v, comment)
	_, err := s.ShowRecording(context.Background(), id)
	s.Must(err)
	return id
}

// Next takes the oldest job of these kinds from the table.
func (s *Env) Next(kinds ...string) *rivertype.JobRow {
	s.T.Helper()
	row := &rivertype.JobRow{}
	err := s.Pool.QueryRow(context.Background(), `DELETE FROM river_job
		WHERE id = (SELECT id FROM river_job WHERE kind = ANY($1) ORDER BY id LIMIT 1)
		RETURNING id, kind, queue, args`, kinds).Scan(&row.ID, &row.Kind, &row.Queue, &row.EncodedArgs)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	s.Must(err)
	return row
}

// jobOf reads a job of River's table with its arguments.
func jobOf[T river.JobArgs](t *testing.T, row *rivertype.JobRow) *river.Job[T] {
	t.Helper()
	j := &river.Job[T]{JobRow: row}
	if err := json.Unmarshal(row.EncodedArgs, &j.Args); err != nil {
		t.Fatal(err)
	}
	return j
}

// Work works a job once, with the worker of its kind.
func (s *Env) Work(ctx context.Context, row *rivertype.JobRow) error {
	switch row.Kind {
	case "submit_decision":
		return s.Submit.Work(ctx, jobOf[tx.SubmitDecision](s.T, row))
	case "show_card":
		return s.Show.Work(ctx, jobOf[tx.ShowCard](s.T, row))
	case "tell_bulk":
		return s.Bulk.Work(ctx, jobOf[tx.TellBulk](s.T, row))
	case "tell_clicker":
		return s.Teller.Work(ctx, jobOf[tx.TellClicker](s.T, row))
	}
	return nil
}

// Attempt works the next decision once and tells how it ended.
func (s *Env) Attempt() string {
	s.T.Helper()
	result := ""
	s.Submit.Ended = func(r string, _ time.Duration) { result = r }
	row := s.Next("submit_decision")
	if row == nil {
		s.Nudge()
		row = s.Next("submit_decision")
	}
	if row == nil {
		s.T.Fatal("no decision waits for a worker")
	}
	s.Must(s.Work(context.Background(), row))
	return result
}

// Nudge does what the sweep does once the time has come.
func (s *Env) Nudge() {
	s.T.Helper()
	s.Exec(`UPDATE decisions SET next_try_at = now() - interval '1 s'`)
	s.Exec(`UPDATE cards SET next_try_at = now() - interval '1 s', update_lost_at = update_lost_at - interval '1 minute'`)
	s.Exec(`UPDATE decisions SET tell_at = now() - interval '1 s' WHERE tell_at IS NOT NULL`)
	_, err := s.SubmitWaiting(context.Background(), 100)
	s.Must(err)
	_, err = s.TellWaiting(context.Background(), 100)
	s.Must(err)
	_, err = s.ShowBehind(context.Background(), 100)
	s.Must(err)
	s.Exec(`UPDATE bulks SET next_try_at = now() - interval '1 s' WHERE state = 'open'`)
	_, err = s.TellOfBulks(context.Background(), 100)
	s.Must(err)
}

// Witness asks IIQ for somebody.
func (s *Env) Witness() *rounds.Witness { return &rounds.Witness{Store: s.Store, People: s.IIQ} }

// SaveGroup shows the members of a workgroup to the desk.
func (s *Env) SaveGroup(id, name string, members ...string) error {
	s.T.Helper()
	at, err := s.Now(context.Background())
	s.Must(err)
	return s.SaveWorkgroup(context.Background(), schedule.Lease{},
		owners.Expansion{ID: id, Name: name, Members: members, ReadAt: at, Witnessed: true})
}

// Lapse lets every claim run out, as time does.
func (s *Env) Lapse() {
	s.T.Helper()
	s.Exec(`UPDATE decisions SET claimed_until = 'epoch'`)
	s.Exec(`UPDATE bulks SET claimed_until = clock_timestamp() - interval '1 ms' WHERE claimed_until > clock_timestamp()`)
	s.Exec(`UPDATE cards SET claimed_until = clock_timestamp() - interval '1 ms' WHERE claimed_until > clock_timestamp()`)
}

// Drain works all jobs until nothing is left to do.
func (s *Env) Drain() {
	s.T.Helper()
	for range 200 {
		row := s.Next("submit_decision", "show_card", "tell_clicker", "tell_bulk", "publish_home")
		if row == nil {
			s.Nudge()
			if row = s.Next("submit_decision", "show_card", "tell_clicker", "tell_bulk", "publish_home"); row == nil {
				return
			}
		}
		s.Must(s.Work(context.Background(), row))
	}
	s.T.Fatal("there is always something left to do")
}

// Abandon works a job that comes to stand still at the step, and gives back how to let it go on and wait for its end.
func (s *Env) Abandon(row *rivertype.JobRow, h *Hold) (wakeUp func()) {
	s.T.Helper()
	ended := make(chan error, 1)
	go func() { ended <- s.Work(context.Background(), row) }()
	h.Wait(s.T)
	s.T.Cleanup(h.Wake)
	return func() {
		s.T.Helper()
		h.Wake()
		s.Must(<-ended)
	}
}
