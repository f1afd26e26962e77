package main

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// metrics are the bot's own figures, for Prometheus.
type metrics struct {
	registry  *prometheus.Registry
	slack     *prometheus.HistogramVec
	iiq       *prometheus.HistogramVec
	decisions *prometheus.CounterVec
	cards     *prometheus.CounterVec
	reminders *prometheus.CounterVec
	rounds    *prometheus.CounterVec
	lastRound *prometheus.GaugeVec
	stages    *stageMetrics
}

func newMetrics() *metrics {
	seconds := []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		slack: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "iiqbot_slack_call_seconds",
			Help: "Calls to Slack by method and outcome.", Buckets: seconds}, []string{"method", "outcome"}),
		iiq: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "iiqbot_iiq_call_seconds",
			Help: "Requests to IdentityIQ by endpoint and status (0: no answer).", Buckets: seconds}, []string{"endpoint", "status"}),
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_decision_attempts_total",
			Help: "Attempts to bring a decision to IdentityIQ, by how they ended."}, []string{"result"}),
		cards: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_card_attempts_total",
			Help: "Attempts to show a card in Slack, by how they ended."}, []string{"result"}),
		reminders: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_reminder_attempts_total",
			Help: "Attempts to send a reminder, by how they ended."}, []string{"result"}),
		rounds: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_rounds_total",
			Help: "Scheduled rounds of this replica, by name and result."}, []string{"round", "result"}),
		lastRound: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "iiqbot_round_last_success_timestamp_seconds",
			Help: "When this replica last ended a round well."}, []string{"round"}),
	}
	for _, result := range []string{"recorded", "refused", "too_late", "given_up", "retry"} {
		m.decisions.WithLabelValues(result)
	}
	m.stages = newStageMetrics(m.registry)
	m.registerBuild()
	m.registry.MustRegister(m.slack, m.iiq, m.decisions, m.cards, m.reminders, m.rounds, m.lastRound,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) slackCall(method, outcome string, d time.Duration) {
	m.slack.WithLabelValues(method, outcome).Observe(d.Seconds())
}

func (m *metrics) iiqCall(endpoint string, status int, d time.Duration) {
	m.iiq.WithLabelValues(endpoint, strconv.Itoa(status)).Observe(d.Seconds())
}

func (m *metrics) decisionEnded(result string, sinceClick time.Duration) {
	m.decisions.WithLabelValues(result).Inc()
	m.stages.decisionEnded(result, sinceClick)
}

func (m *metrics) cardEnded(result string)     { m.cards.WithLabelValues(result).Inc() }
func (m *metrics) reminderEnded(result string) { m.reminders.WithLabelValues(result).Inc() }

func (m *metrics) roundEnded(name string, err error) {
	if err != nil {
		m.rounds.WithLabelValues(name, "failed").Inc()
		return
	}
	m.rounds.WithLabelValues(name, "ok").Inc()
	m.lastRound.WithLabelValues(name).SetToCurrentTime()
}

// backlogCollector asks the database what is unfinished each time that somebody reads the metrics.
type backlogCollector struct {
	desk                                    *approvals.Desk
	unfinished, oldest, behind, unreachable *prometheus.Desc
}

func newBacklogCollector(desk *approvals.Desk) *backlogCollector {
	desc := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return &backlogCollector{desk: desk,
		unfinished:  desc("iiqbot_decisions_unfinished", "Decisions that IdentityIQ has not taken yet."),
		oldest:      desc("iiqbot_decision_oldest_seconds", "How long the oldest unfinished decision has waited."),
		behind:      desc("iiqbot_cards_behind", "Cards that do not yet show what they should."),
		unreachable: desc("iiqbot_approvers_unreachable", "Approvers for whom a card waits that nobody in Slack could be sent."),
	}
}

// Describe names the figures.
func (c *backlogCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.unfinished
	ch <- c.oldest
	ch <- c.behind
	ch <- c.unreachable
}

// Collect reads the figures; without a database there are none.
func (c *backlogCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	b, err := c.desk.Backlog(ctx)
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
	gauge(c.unfinished, float64(b.Decisions))
	gauge(c.oldest, b.OldestDecision.Seconds())
	gauge(c.behind, float64(b.CardsBehind))
	gauge(c.unreachable, float64(b.Unreachable))
}
