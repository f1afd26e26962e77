package metrics

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// ownMetrics names every metric that a running bot has, without the runtime's own.
func ownMetrics(t *testing.T) []string {
	t.Helper()
	m := New("1", "c")
	m.RegisterSockets(func() socket.Status { return socket.Status{} }, func() bool { return false })
	m.RegisterWork(nil, nil)
	m.RegisterShadow()
	m.RegisterLog(func() bool { return false })
	m.RegisterRules(func() bool { return false })
	m.RegisterStampsAhead(func() map[string]int { return map[string]int{"work_item": 0} })
	m.RegisterUnread(func() map[string]int { return map[string]int{"work_item": 0} },
		func() map[string]int { return map[string]int{"id": 0} })
	descs := make(chan *prometheus.Desc)
	go func() {
		defer close(descs)
		m.Registry.Describe(descs)
	}()
	name := regexp.MustCompile(`fqName: "(iiqbot_[a-z_]+)"`)
	var names []string
	for d := range descs {
		if found := name.FindStringSubmatch(d.String()); found != nil {
			names = append(names, found[1])
		}
	}
	if len(names) < 20 {
		t.Fatalf("only %d metrics were found: %v, want at least 20", len(names), names)
	}
	return names
}

func fromRoot(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// namesIn finds the names of metrics in a text; a histogram's parts count as the histogram.
func namesIn(text string) []string {
	part := regexp.MustCompile(`_(bucket|sum|count)$`)
	names := regexp.MustCompile(`iiqbot_[a-z_]+`).FindAllString(text, -1)
	for i, n := range names {
		names[i] = part.ReplaceAllString(n, "")
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// The dashboard and the alerts ask for nothing that the bot does not tell.
func TestEveryMetricThatIsAskedForExists(t *testing.T) {
	t.Parallel()
	have := ownMetrics(t)
	for _, path := range [][]string{{"deploy", "grafana", "dashboard.json"}, {"deploy", "prometheus", "alerts.yaml"}} {
		asked := namesIn(fromRoot(t, path...))
		if len(asked) < 10 {
			t.Errorf("%v asks for %v only, want a length of at least 10", path, asked)
		}
		for _, name := range asked {
			if !slices.Contains(have, name) {
				t.Errorf("%v asks for %s, which no bot tells", path, name)
			}
		}
	}
}

// docs/operations.md explains every metric and every alert, and no others.
func TestDocsHaveEveryMetricAndAlert(t *testing.T) {
	t.Parallel()
	docs := fromRoot(t, "docs", "operations.md")
	have := ownMetrics(t)
	for _, name := range have {
		if !strings.Contains(docs, "`"+name+"`") {
			t.Errorf("docs/operations.md does not have %s", name)
		}
	}
	for _, name := range namesIn(docs) {
		if !slices.Contains(have, name) {
			t.Errorf("docs/operations.md has %s, which no bot tells", name)
		}
	}
	rules := fromRoot(t, "deploy", "prometheus", "alerts.yaml")
	causes := fromRoot(t, "deploy", "prometheus", "alerts_test.yaml")
	var alerts []string
	for _, found := range regexp.MustCompile(`(?m)^ *- alert: (\w+)$`).FindAllStringSubmatch(rules, -1) {
		alerts = append(alerts, found[1])
		if !strings.Contains(docs, "### "+found[1]+"\n") {
			t.Errorf("docs/operations.md does not say what to do about %s", found[1])
		}
		if !strings.Contains(causes, "alertname: "+found[1]+"\n        exp_alerts:") {
			t.Errorf("no test makes the cause of %s", found[1])
		}
	}
	for _, found := range regexp.MustCompile(`(?m)^### (IIQApprovals\w+)$`).FindAllStringSubmatch(docs, -1) {
		if !slices.Contains(alerts, found[1]) {
			t.Errorf("docs/operations.md has %s, which is no alert", found[1])
		}
	}
}

// The dashboard is JSON, and no two of its panels have one id.
func TestTheDashboardIsWellFormed(t *testing.T) {
	t.Parallel()
	var dashboard struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(fromRoot(t, "deploy", "grafana", "dashboard.json")), &dashboard); err != nil {
		t.Fatal(err)
	}
	seen := map[int]string{}
	for _, p := range dashboard.Panels {
		if other, twice := seen[p.ID]; twice {
			t.Errorf("%q and %q have one id", p.Title, other)
		}
		seen[p.ID] = p.Title
		for _, target := range p.Targets {
			if target.Expr == "" || strings.Count(target.Expr, "(") != strings.Count(target.Expr, ")") {
				t.Errorf("%q asks %q, want as many ( as )", p.Title, target.Expr)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d panels, want at least 20", len(seen))
	}
}
