package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/store"
)

// backlogCollector reads from the database what is unfinished, each time that somebody reads the metrics.
type backlogCollector struct {
	desk                                    *store.Store
	unfinished, oldest, behind, unreachable *prometheus.Desc
}

func newBacklogCollector(desk *store.Store) *backlogCollector {
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
