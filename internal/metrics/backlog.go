package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// backlogCollector reads from the database what is unfinished, each time that somebody reads the metrics.
type backlogCollector struct {
	desk                                          *store.Store
	unfinished, oldest, held, behind, unreachable *prometheus.Desc
}

func newBacklogCollector(desk *store.Store) *backlogCollector {
	desc := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return &backlogCollector{desk: desk,
		unfinished: desc("iiqbot_decisions_unfinished", "Decisions that IdentityIQ has not taken yet."),
		oldest:     desc("iiqbot_decision_oldest_seconds", "How long the oldest unfinished decision has waited."),
		held: prometheus.NewDesc("iiqbot_decisions_held", "Decisions that IdentityIQ has not taken yet, since it is in trouble: it is away, "+
			"reports an error, does not accept the bot's account, or a proxy answers.", []string{"trouble"}, nil),
		behind:      desc("iiqbot_cards_behind", "Cards that do not yet show what they should."),
		unreachable: desc("iiqbot_approvers_unreachable", "Approvers for whom a card waits that nobody in Slack could be sent."),
	}
}

// Describe names the figures.
func (c *backlogCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.unfinished
	ch <- c.oldest
	ch <- c.held
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
	gauge(ch, c.unfinished, float64(b.Decisions))
	gauge(ch, c.oldest, b.OldestDecision.Seconds())
	// Every kind is reported, also those with none, so that an alert ends.
	for _, kind := range approvals.IIQTroubleKinds() {
		gauge(ch, c.held, float64(b.Held[kind]), string(kind))
	}
	gauge(ch, c.behind, float64(b.CardsBehind))
	gauge(ch, c.unreachable, float64(b.Unreachable))
}
