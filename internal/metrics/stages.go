package metrics

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui"
	"github.com/iiq-approvals/bot/internal/store"
)

// stageMetrics count the work of each stage between a work item and the last copy of its card.
type stageMetrics struct {
	seen      *prometheus.CounterVec
	commits   *prometheus.HistogramVec
	byLine    *prometheus.CounterVec
	posts     prometheus.Histogram
	decisions *prometheus.HistogramVec
	converged prometheus.Histogram
	several   *prometheus.CounterVec
}

func newStageMetrics(registry *prometheus.Registry) *stageMetrics {
	short := []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 3}
	long := []float64{.25, .5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200, 28800, 86400}
	s := &stageMetrics{
		seen: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_work_items_seen_total",
			Help: "What rounds and read-backs found in IdentityIQ, by what it changed here."}, []string{"change"}),
		commits: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "iiqbot_click_commit_seconds",
			Help: "How long a decision took from our tables' judgement to its commit, by result.", Buckets: short}, []string{"result"}),
		byLine: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_line_decisions_total",
			Help: "Stored decisions line by line, by whether their lines are alike."}, []string{"lines"}),
		posts: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "iiqbot_card_post_seconds",
			Help: "From when a card was made to when Slack had it.", Buckets: long}),
		decisions: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "iiqbot_decision_seconds",
			Help: "From a click to the end of its decision, by how it ended.", Buckets: long}, []string{"result"}),
		converged: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "iiqbot_converge_seconds",
			Help: "From when a decision was recorded to when the last copy of its card said so.", Buckets: long}),
	}
	s.several = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_bulk_items_total",
		Help: "Items that were ticked in Approve several, by whether a decision was stored."}, []string{"result"})
	registry.MustRegister(s.seen, s.commits, s.byLine, s.posts, s.decisions, s.converged, s.several)
	// Series that alerts use exist from the start, since the first event must be seen as an increase.
	s.sighted(store.SeenStats{})
	for _, result := range []string{"stored", "failed", "uncertain"} {
		s.commits.WithLabelValues(result)
	}
	return s
}

func (s *stageMetrics) sighted(n store.SeenStats) {
	for change, count := range map[string]int{
		"new": n.New, "changed": n.Changed, "forwarded": n.Forwarded, "closed": n.Closed, "reopened": n.Reopened, "stale": n.Stale,
	} {
		s.seen.WithLabelValues(change).Add(float64(count))
	}
}

// decisionEnded takes how an attempt ended. An attempt that will be repeated, or that another worker has, ended no
// decision.
func (s *stageMetrics) decisionEnded(result string, sinceClick time.Duration) {
	if result == "retry" || result == "lost" {
		return
	}
	s.decisions.WithLabelValues(result).Observe(max(0, sinceClick.Seconds()))
}

// Sighted counts what rounds and read-backs found in IdentityIQ.
func (m *Metrics) Sighted(n store.SeenStats) { m.stages.sighted(n) }

// Decider gives the same decider with a measurement of how long a click waits for its commit.
func (m *Metrics) Decider(d slackui.Decider) slackui.Decider { return meteredDecider{d, m.stages} }

// ClickUnstored counts a click that failed before the decider was asked.
func (m *Metrics) ClickUnstored(after time.Duration) {
	m.stages.commits.WithLabelValues("failed").Observe(max(0, after.Seconds()))
}

// CardChanged gives the callback for each card of which Slack shows something new.
func (m *Metrics) CardChanged(desk *store.Store, clock func() time.Time, log *slog.Logger) func(context.Context, store.CardClaim,
	approvals.CardView) {
	return cardWatch{desk: desk, stages: m.stages, clock: clock, log: log}.changed
}

// meteredDecider measures how long a click waits for its commit.
type meteredDecider struct {
	slackui.Decider
	stages *stageMetrics
}

// Several gives the same with a measurement of how long a submission waits for its commit, and a count of what was ticked.
func (m *Metrics) Several(d slackui.Several) slackui.Several { return meteredSeveral{d, m.stages} }

type meteredSeveral struct {
	slackui.Several
	stages *stageMetrics
}

// DecideSeveral calls what is measured.
func (d meteredSeveral) DecideSeveral(ctx context.Context, b approvals.BulkClick) (approvals.BulkReceipt, error) {
	start := time.Now()
	receipt, err := d.Several.DecideSeveral(ctx, b)
	d.stages.commits.WithLabelValues(commitWord(approvals.Receipt{Repeated: receipt.Repeated}, err)).Observe(time.Since(start).Seconds())
	if !receipt.Repeated {
		d.stages.several.WithLabelValues("stored").Add(float64(receipt.Recording))
		d.stages.several.WithLabelValues("refused").Add(float64(receipt.Refused))
	}
	return receipt, err
}

// Decide calls the measured decider.
func (d meteredDecider) Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error) {
	start := time.Now()
	receipt, err := d.Decider.Decide(ctx, c)
	if c.Lines != nil && err == nil && !receipt.Repeated {
		d.stages.byLine.WithLabelValues(linesWord(c.Lines)).Inc()
	}
	d.stages.commits.WithLabelValues(commitWord(receipt, err)).Observe(time.Since(start).Seconds())
	return receipt, err
}

func linesWord(lines approvals.LineDecisions) string {
	if lines.Mixed() {
		return "mixed"
	}
	return "alike"
}

// commitWord is the label for the result of a click; each refusal code has its own.
func commitWord(receipt approvals.Receipt, err error) string {
	refusal, refused := approvals.AsRefusal(err)
	switch {
	case refused:
		return string(refusal.Code)
	case errors.Is(err, approvals.ErrUncertain):
		return "uncertain"
	case err != nil:
		return "failed"
	case receipt.Repeated:
		return "repeated"
	}
	return "stored"
}

// cardWatch measures how long cards take to show what they should.
type cardWatch struct {
	desk   *store.Store
	stages *stageMetrics
	clock  func() time.Time
	log    *slog.Logger
}

// changed is called when Slack shows something new on a card.
func (w cardWatch) changed(ctx context.Context, c store.CardClaim, v approvals.CardView) {
	if !c.Posted {
		w.stages.posts.Observe(max(0, w.clock().Sub(c.CreatedAt).Seconds()))
	}
	d := v.Decision
	if v.Phase != approvals.PhaseEnded || d == nil || d.State != approvals.DecisionRecorded || d.EndedAt.IsZero() {
		return
	}
	behind, err := w.desk.CopiesBehind(ctx, v.Item.ID)
	if err != nil {
		w.log.Debug("cannot tell whether all copies of a card have followed", "work_item_id", v.Item.ID, "error", err)
		return
	}
	if !behind {
		w.stages.converged.Observe(max(0, w.clock().Sub(d.EndedAt).Seconds()))
	}
}
