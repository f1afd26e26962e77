package metrics

import "github.com/prometheus/client_golang/prometheus"

// ShadowFigures counts what a shadow does instead of sending.
type ShadowFigures struct{ messages, refused *prometheus.CounterVec }

// RegisterShadow adds the metrics that only a shadow has.
func (m *Metrics) RegisterShadow() *ShadowFigures {
	f := &ShadowFigures{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_shadow_messages_total",
			Help: "Messages and updates that a shadow stored in the place of sending them, by kind."}, []string{"kind"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "iiqbot_shadow_refused_total",
			Help: "Calls that would have changed something and that a shadow refused, by side and call; none are expected."},
			[]string{"side", "call"}),
	}
	m.Registry.MustRegister(f.messages, f.refused)
	return f
}

// Stored counts a message of a kind.
func (f *ShadowFigures) Stored(kind string) { f.messages.WithLabelValues(kind).Inc() }

// Refused counts a call that was refused; side is slack or iiq.
func (f *ShadowFigures) Refused(side, call string) { f.refused.WithLabelValues(side, call).Inc() }
