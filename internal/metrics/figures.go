package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

const (
	// figuresAge is how old figures from the database may be. The database is read at most once in that time.
	figuresAge = 10 * time.Second
	// figuresWithin bounds one read of the database.
	figuresWithin = 3 * time.Second
)

// queueFigure counts the jobs of one queue in one state.
type queueFigure struct {
	Queue, State string
	Jobs         int64
}

// figuresCollector reports the state of the whole bot, all replicas together, from the database.
type figuresCollector struct {
	pool *pgxpool.Pool

	mu     sync.Mutex
	readAt time.Time
	known  bool
	last   Gauges
	queues []queueFigure

	sinceRound, roundFailing, items, shown, notWhole, gaps, closed, failing, seats *prometheus.Desc
	queue, people, links, activity, sinceSync, unmatched, databased                *prometheus.Desc
	missing, missingHeld, losses                                                   *prometheus.Desc
}

func newFiguresCollector(pool *pgxpool.Pool) *figuresCollector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("iiqbot_"+name, help, labels, nil)
	}
	return &figuresCollector{pool: pool,
		sinceRound:   desc("round_since_success_seconds", "How long ago a scheduled round last ended well, on whichever replica.", "round"),
		roundFailing: desc("round_failing_seconds", "How long a scheduled round has failed without a success; 0 while all is well.", "round"),
		items:        desc("work_items_open", "Open work items that somebody has or had a card for."),
		shown:        desc("work_items_open_by_show", "Open work items by how much of them the rules on sensitive content let Slack see.", "show"),
		notWhole:     desc("work_items_open_not_whole", "Open work items that were not read whole, and are decided in IdentityIQ only."),
		gaps:         desc("work_items_open_by_gap", "Open work items that were not read whole, by what was not; one may count in several.", "gap"),
		closed:       desc("work_items_closed_last_hour", "Work items that ended within the last hour, by outcome and where.", "outcome", "where"),
		failing:      desc("cards_failing", "Cards, and messages on several approvals, that were tried three times and more, and still do not show what they should."),
		missing:      desc("missing", "What IdentityIQ's last answers lacked and is not believed to be gone yet, by kind.", "kind"),
		missingHeld:  desc("missing_held", "The same as far as it has been missing for over a minute: very many at once, or nothing else was seen.", "kind"),
		seats:        desc("socket_seats_taken", "Seats for Socket Mode connections that replicas hold, of four."),
		losses:       desc("database_losses", "How often within the last day the database turned out to have lost a part of its content."),
		queue:        desc("queue_jobs", "Jobs by queue and state.", "queue", "state"),
		people:       desc("people", "Identities that the last full refresh found."),
		links:        desc("people_linked", "Identities that are bound to a Slack user."),
		activity:     desc("activity_known", "1 when IdentityIQ tells who is active; without it nobody can decide."),
		sinceSync:    desc("identity_sync_age_seconds", "How long ago the last full refresh of identities ended."),
		unmatched:    desc("people_unmatched", "People who could not be matched: Slack users who asked, and approvers.", "side"),
		databased:    desc("database_up", "1 when the database told these figures, and takes what is written."),
	}
}

// Describe names the figures.
func (f *figuresCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{f.sinceRound, f.roundFailing, f.items, f.shown, f.notWhole, f.gaps, f.closed, f.failing,
		f.seats, f.losses, f.missing, f.missingHeld, f.queue, f.people, f.links, f.activity, f.sinceSync, f.unmatched, f.databased} {
		ch <- d
	}
}

// Collect gives the figures. Without a database it only reports that.
func (f *figuresCollector) Collect(ch chan<- prometheus.Metric) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.readAt) > figuresAge {
		f.known = f.read() == nil
		f.readAt = time.Now()
	}
	gauge(ch, f.databased, truth(f.known))
	if !f.known {
		return
	}
	f.work(ch)
	f.identities(ch)
}

func (f *figuresCollector) work(ch chan<- prometheus.Metric) {
	for _, r := range f.last.Rounds {
		gauge(ch, f.roundFailing, r.Failing.Seconds(), r.Name)
		if r.Ever {
			gauge(ch, f.sinceRound, r.SinceSuccess.Seconds(), r.Name)
		}
	}
	gauge(ch, f.items, float64(f.last.OpenItems))
	for _, s := range sensitivity.Shows() {
		gauge(ch, f.shown, float64(f.last.Shown[s]), string(s))
	}
	gauge(ch, f.notWhole, float64(f.last.NotWhole))
	for _, g := range approvals.Gaps() {
		gauge(ch, f.gaps, float64(f.last.Gaps[g]), string(g))
	}
	for _, c := range f.last.Closed {
		where := "iiq"
		if c.Here {
			where = "slack"
		}
		gauge(ch, f.closed, float64(c.Items), string(c.Outcome), where)
	}
	f.absences(ch)
	gauge(ch, f.failing, float64(f.last.CardsFailing))
	gauge(ch, f.seats, float64(f.last.Seats))
	gauge(ch, f.losses, float64(f.last.Losses))
	for _, q := range f.queues {
		gauge(ch, f.queue, float64(q.Jobs), q.Queue, q.State)
	}
}

// absences reports every kind, also those with none, so that an alert ends.
func (f *figuresCollector) absences(ch chan<- prometheus.Metric) {
	by := map[approvals.AbsenceKind]approvals.Missing{}
	for _, m := range f.last.Missing {
		by[m.Kind] = m
	}
	for _, kind := range approvals.AbsenceKinds() {
		gauge(ch, f.missing, float64(by[kind].Missing), string(kind))
		gauge(ch, f.missingHeld, float64(by[kind].Held), string(kind))
	}
}

func (f *figuresCollector) identities(ch chan<- prometheus.Metric) {
	m := f.last.Map
	gauge(ch, f.people, float64(m.People))
	gauge(ch, f.links, float64(m.Links))
	gauge(ch, f.unmatched, float64(m.SlackUnmatched), "slack")
	gauge(ch, f.unmatched, float64(m.IIQUnmatched), "iiq")
	if m.Synced {
		gauge(ch, f.sinceSync, m.SinceSync.Seconds())
		gauge(ch, f.activity, truth(m.ActivityKnown))
	}
}

// read asks the database.
func (f *figuresCollector) read() error {
	ctx, cancel := context.WithTimeout(context.Background(), figuresWithin)
	defer cancel()
	// Where figures can be read and no click can be stored, the bot has no database.
	if err := postgres.Writable(ctx, f.pool); err != nil {
		return err
	}
	figures, err := ReadGauges(ctx, db.New(f.pool))
	if err != nil {
		return err
	}
	queues, err := readQueues(ctx, f.pool)
	if err != nil {
		return err
	}
	f.last, f.queues = figures, queues
	return nil
}

// readQueues counts the jobs that are waiting; river_job_prioritized_fetching_index begins with state and queue. A
// queue without jobs is reported as 0, so that it shows as empty.
func readQueues(ctx context.Context, pool *pgxpool.Pool) ([]queueFigure, error) {
	rows, err := pool.Query(ctx, `
		SELECT q.queue, s.state, (SELECT count(*) FROM river_job j WHERE j.state = s.state::river_job_state AND j.queue = q.queue)
		FROM unnest($1::text[]) AS q (queue), unnest($2::text[]) AS s (state)`,
		[]string{tx.QueueDecisions, tx.QueueInteractive, tx.QueueHomes, tx.QueuePosts, tx.QueueUpdates,
			tx.QueueReminders, tx.QueueBulks},
		[]string{"available", "running", "retryable", "scheduled"})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[queueFigure])
}

func gauge(ch chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
