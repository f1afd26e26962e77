package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// RegisterSockets adds how this replica is connected to Slack. status and seated are called each time that somebody
// reads the metrics.
func (m *Metrics) RegisterSockets(status func() socket.Status, seated func() bool) {
	figure := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	m.Registry.MustRegister(
		figure("iiqbot_socket_connections", "Socket Mode connections of this replica that have had their hello.",
			func() float64 { return float64(status().Connections) }),
		figure("iiqbot_socket_connections_counted", "How many connections Slack last counted for the app in all.",
			func() float64 { return float64(status().Counted) }),
		figure("iiqbot_socket_refused", "1 while Slack refuses our connections for a reason that only an administrator can cure.",
			func() float64 { return truth(status().Fatal != "") }),
		figure("iiqbot_socket_seat", "1 while this replica has a seat and ought to have connections.",
			func() float64 { return truth(seated()) }),
	)
}

// RegisterLog adds whether the decision log contradicts what this replica or the database has seen of it.
func (m *Metrics) RegisterLog(wentBack func() bool) {
	m.Registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "iiqbot_audit_log_went_back",
		Help: "1 while the decision log ends earlier, or has another hash, than this replica or the database has seen."},
		func() float64 { return truth(wentBack()) }))
}

// RegisterRules adds whether other rules on sensitive content are in force than those of this replica.
func (m *Metrics) RegisterRules(replaced func() bool) {
	m.Registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "iiqbot_rules_replaced",
		Help: "1 while other rules on sensitive content are in force than those of this replica."},
		func() float64 { return truth(replaced()) }))
}

// RegisterStampsAhead adds how many objects this replica has seen lately whose stamps are ahead of IIQ's own clock, by kind. count
// is called each time that somebody reads the metrics, and names every kind.
func (m *Metrics) RegisterStampsAhead(count func() map[string]int) {
	m.registerSeen("iiqbot_stamps_ahead",
		"Objects of IdentityIQ seen in the last two hours whose stamps are ahead of its own clock by more than five minutes.", "kind", count)
}

// RegisterUnread adds how many objects this replica has seen lately that have a date which cannot be read, by kind, and how many work
// items get no card since they cannot be used at all, by what is wrong with them. Both functions are as in RegisterStampsAhead.
func (m *Metrics) RegisterUnread(dates, items func() map[string]int) {
	m.registerSeen("iiqbot_dates_unread", "Objects of IdentityIQ seen in the last two hours with a date that cannot be read.", "kind", dates)
	m.registerSeen("iiqbot_work_items_unusable",
		"Work items seen in the last two hours that get no card, since their id, type or owner cannot be used, or they are too large.",
		"why", items)
}

// registerSeen adds a gauge for each word that count names.
func (m *Metrics) registerSeen(name, help, label string, count func() map[string]int) {
	for word := range count() {
		m.Registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help,
			ConstLabels: prometheus.Labels{label: word}}, func() float64 { return float64(count()[word]) }))
	}
}

// registerBuild adds the running version.
func (m *Metrics) registerBuild(version, commit string) {
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "iiqbot_build_info", Help: "Which version runs; always 1.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit}})
	info.Set(1)
	m.Registry.MustRegister(info)
}
