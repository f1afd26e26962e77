package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// monitor is the Prometheus of a story: it scrapes the story's bots and judges the project's own alert rules. What a rule
// waits for (`for:`) is not waited for.
type monitor struct {
	*story
	rules *alertRules
	store *promStore
}

// alertRules are those of deploy/prometheus/alerts.yaml, and which of them have fired at a cause that was made.
type alertRules struct {
	names []string
	exprs map[string]promNode

	mu    sync.Mutex
	fired map[string]bool
}

func readAlertRules(t *testing.T) *alertRules {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "prometheus", "alerts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	r := &alertRules{exprs: map[string]promNode{}, fired: map[string]bool{}}
	for _, g := range file.Groups {
		for _, rule := range g.Rules {
			node, err := parsePromQL(rule.Expr)
			if err != nil || rule.Alert == "" {
				t.Fatalf("rule %q: %v", rule.Alert, err)
			}
			r.names, r.exprs[rule.Alert] = append(r.names, rule.Alert), node
		}
	}
	return r
}

// watched is a world with a bot that is ready, before anything has gone wrong: no alert fires then.
func watched(t *testing.T, rules *alertRules, settings setting) *monitor {
	t.Helper()
	t.Parallel()
	s := newStory(t, settings)
	m := &monitor{story: s, rules: rules, store: newPromStore()}
	s.start()
	s.eventually("both connections are there and people were read", func() bool {
		return len(s.Slack.Sockets()) == 2 && s.one("SELECT count(*) FROM identity_sync WHERE completed_at IS NOT NULL") == 1
	})
	// Its own notion of the connections follows theirs.
	s.eventually("no alert fires", func() bool {
		if !m.scraped() {
			return false
		}
		return !slices.ContainsFunc(rules.names, m.holds)
	})
	m.forget()
	return m
}

// scrape asks all bots for their metrics.
func (m *monitor) scrape() {
	m.Helper()
	m.store.begin(time.Now())
	for n, b := range m.bots {
		code, body := b.get("/metrics")
		if code != 200 {
			continue
		}
		if err := m.store.add(fmt.Sprint(n), body); err != nil {
			m.Fatalf("/metrics: %v", err)
		}
	}
}

// forget lets so much time have gone by that no range reaches back to what was scraped before.
func (m *monitor) forget() {
	m.Helper()
	m.store = newPromStore()
	m.scrape()
}

// holds reports whether an alert's expression is true of what was scraped.
func (m *monitor) holds(alert string) bool {
	m.Helper()
	node, known := m.rules.exprs[alert]
	if !known {
		m.Fatalf("there is no alert %s", alert)
	}
	v, err := node.eval(m.store)
	if err != nil || v.alone {
		m.Fatalf("%s: %v", alert, err)
	}
	return len(v.samples) > 0
}

// scrapeEvery is how often a bot is asked at most.
const scrapeEvery = 500 * time.Millisecond

// scraped scrapes, unless that was a moment ago.
func (m *monitor) scraped() bool {
	m.Helper()
	if time.Since(m.store.now) < scrapeEvery {
		return false
	}
	m.scrape()
	return true
}

// raises makes a cause and waits until all the alerts hold that did not before.
func (m *monitor) raises(cause func(), alerts ...string) {
	m.Helper()
	m.scrape()
	for _, a := range alerts {
		if m.holds(a) {
			m.Errorf("%s fires before its cause", a)
		}
	}
	cause()
	m.eventually(strings.Join(alerts, ", ")+" fire", func() bool {
		if !m.scraped() {
			return false
		}
		return !slices.ContainsFunc(alerts, func(a string) bool { return !m.holds(a) })
	})
	m.rules.mu.Lock()
	defer m.rules.mu.Unlock()
	for _, a := range alerts {
		m.rules.fired[a] = true
	}
}
