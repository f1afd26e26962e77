package metrics

import (
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// Metrics are the bot's metrics for Prometheus.
type Metrics struct {
	// Registry is what /metrics serves.
	Registry  *prometheus.Registry
	slack     *prometheus.HistogramVec
	iiq       *prometheus.HistogramVec
	decisions *prometheus.CounterVec
	corrected *prometheus.CounterVec
	cards     *prometheus.CounterVec
	contexts  *prometheus.CounterVec
	reminders *prometheus.CounterVec
	bulks     *prometheus.CounterVec
	rounds    *prometheus.CounterVec
	lastRound *prometheus.GaugeVec
	pulledIn  prometheus.Counter
	stages    *stageMetrics
}

// New makes them, with a registry of their own. version and commit identify the binary.
func New(version, commit string) *Metrics {
	seconds := []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15}
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		slack: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "iiqbot_slack_call_seconds",
			Help: "Calls to Slack by method and outcome.", Buckets: seconds}, []string{"method", "outcome"}),
		iiq: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "iiqbot_iiq_call_seconds",
			Help: "Requests to IdentityIQ by endpoint and status (0: no answer).", Buckets: seconds}, []string{"endpoint", "status"}),
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_decision_attempts_total",
			Help: "Attempts to bring a decision to IdentityIQ, by how they ended."}, []string{"result"}),
		corrected: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_bookings_corrected_total",
			Help: "Decisions that were booked wrongly and then corrected, by what they are booked as now."}, []string{"booked"}),
		cards: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_card_attempts_total",
			Help: "Attempts to show a card in Slack, by how they ended."}, []string{"result"}),
		contexts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_item_contexts_total",
			Help: "Reads of what helps to decide an item, by how they ended (late: a card went out without waiting for it any longer)."},
			[]string{"result"}),
		reminders: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_reminder_attempts_total",
			Help: "Attempts to send a reminder, by how they ended."}, []string{"result"}),
		bulks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_bulk_message_attempts_total",
			Help: "Attempts to tell how several approvals ended that were given at once, by how they ended."}, []string{"result"}),
		rounds: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_rounds_total",
			Help: "Scheduled rounds of this replica, by name and result."}, []string{"round", "result"}),
		lastRound: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "iiqbot_round_last_success_timestamp_seconds",
			Help: "When this replica last ended a round well."}, []string{"round"}),
		pulledIn: prometheus.NewCounter(prometheus.CounterOpts{Name: "iiqbot_marks_pulled_in_total",
			Help: "Due times and claims that this replica pulled in, since Postgres's clock had gone back behind them."}),
	}
	for _, result := range []string{"recorded", "refused", "too_late", "unheard", "given_up", "retry"} {
		m.decisions.WithLabelValues(result)
	}
	for _, booked := range []approvals.Booking{approvals.BookedRecorded, approvals.BookedOther, approvals.BookedContested} {
		m.corrected.WithLabelValues(string(booked))
	}
	m.stages = newStageMetrics(m.Registry)
	m.registerBuild(version, commit)
	m.Registry.MustRegister(m.slack, m.iiq, m.decisions, m.corrected, m.cards, m.contexts, m.reminders, m.bulks, m.rounds,
		m.lastRound, m.pulledIn,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// SlackCall counts a call to Slack: its method, how it ended, and how long it took.
func (m *Metrics) SlackCall(method, outcome string, d time.Duration) {
	m.slack.WithLabelValues(method, outcome).Observe(d.Seconds())
}

// IIQCall counts a request to IdentityIQ: its endpoint, the status (0: no answer), and how long it took.
func (m *Metrics) IIQCall(endpoint string, status int, d time.Duration) {
	m.iiq.WithLabelValues(endpoint, strconv.Itoa(status)).Observe(d.Seconds())
}

// DecisionEnded counts an attempt to bring a decision to IdentityIQ by how it ended.
func (m *Metrics) DecisionEnded(result string, sinceClick time.Duration) {
	m.decisions.WithLabelValues(result).Inc()
	m.stages.decisionEnded(result, sinceClick)
}

// BookingCorrected counts a decision that was booked wrongly, by what it is booked as now.
func (m *Metrics) BookingCorrected(booked approvals.Booking) {
	m.corrected.WithLabelValues(string(booked)).Inc()
}

// CardEnded counts an attempt to show a card by how it ended.
func (m *Metrics) CardEnded(result string) { m.cards.WithLabelValues(result).Inc() }

// ContextEnded counts a read of what helps to decide an item by how it ended.
func (m *Metrics) ContextEnded(result string) { m.contexts.WithLabelValues(result).Inc() }

// ReminderEnded counts an attempt to send a reminder by how it ended.
func (m *Metrics) ReminderEnded(result string) { m.reminders.WithLabelValues(result).Inc() }

// BulkTold counts an attempt to tell how several approvals ended by how it ended.
func (m *Metrics) BulkTold(result string) { m.bulks.WithLabelValues(result).Inc() }

// PulledIn counts due times and claims that were further ahead than the bot sets them.
func (m *Metrics) PulledIn(marks int) { m.pulledIn.Add(float64(marks)) }

// RoundEnded counts a scheduled round of this replica; err is nil when it ended well.
func (m *Metrics) RoundEnded(name string, err error) {
	if err != nil {
		m.rounds.WithLabelValues(name, "failed").Inc()
		return
	}
	m.rounds.WithLabelValues(name, "ok").Inc()
	m.lastRound.WithLabelValues(name).SetToCurrentTime()
}

// RegisterWork adds the state of the whole bot, from the database. pool is asked for the queues of jobs.
func (m *Metrics) RegisterWork(desk *store.Store, pool *pgxpool.Pool) {
	m.Registry.MustRegister(newBacklogCollector(desk), newFiguresCollector(pool))
}
