package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// promStore is what was scraped so far: of each series its first and its last value, and what it lost in restarts.
type promStore struct {
	series map[string]*promSeries
	turn   int
	first  time.Time
	now    time.Time
}

type promSeries struct {
	name        string
	labels      map[string]string
	first, last float64
	// lost is what was counted before the counter began anew.
	lost float64
	// from is when it was seen first, times how often, turn in which scrape last.
	from  time.Time
	times int
	turn  int
}

func newPromStore() *promStore { return &promStore{series: map[string]*promSeries{}} }

// begin starts a scrape of all targets.
func (s *promStore) begin(now time.Time) {
	s.turn++
	s.now = now
	if s.first.IsZero() {
		s.first = now
	}
}

var (
	expositionLine  = regexp.MustCompile(`^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$`)
	expositionLabel = regexp.MustCompile(`^,?([a-zA-Z_]\w*)=("(?:[^"\\]|\\.)*")`)
)

// add takes what one target tells, in Prometheus's text format.
// https://prometheus.io/docs/instrumenting/exposition_formats/
func (s *promStore) add(instance, text string) error {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || !strings.HasPrefix(line, "iiqbot_") {
			continue
		}
		m := expositionLine.FindStringSubmatch(line)
		if m == nil {
			return fmt.Errorf("no sample: %q", line)
		}
		value, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			return fmt.Errorf("%s: %w", m[1], err)
		}
		labels := map[string]string{"instance": instance}
		rest := m[2]
		for rest != "" {
			l := expositionLabel.FindStringSubmatch(rest)
			if l == nil {
				return fmt.Errorf("no label: %q", rest)
			}
			if labels[l[1]], err = strconv.Unquote(l[2]); err != nil {
				return fmt.Errorf("%s: %w", line, err)
			}
			rest = rest[len(l[0]):]
		}
		s.sample(m[1], labels, value)
	}
	return nil
}

func (s *promStore) sample(name string, labels map[string]string, value float64) {
	key := name + "{" + labelsKey(labels)
	at := s.series[key]
	if at == nil {
		at = &promSeries{name: name, labels: labels, first: value, last: value, from: s.now}
		s.series[key] = at
	}
	if value < at.last {
		at.lost += at.last
	}
	at.last, at.turn = value, s.turn
	at.times++
}

type promSelector struct {
	name  string
	match []promMatcher
	over  time.Duration
}

func (sel promSelector) of(at *promSeries) bool {
	if at.name != sel.name {
		return false
	}
	for _, m := range sel.match {
		if !m.holds(at.labels) {
			return false
		}
	}
	return true
}

// eval gives what the last scrape told: a series that is told no more is gone.
func (sel promSelector) eval(s *promStore) (promValue, error) {
	if sel.over != 0 {
		return promValue{}, fmt.Errorf("a range of %s that no function takes", sel.name)
	}
	var v promValue
	for _, at := range s.series {
		if at.turn == s.turn && sel.of(at) {
			v.samples = append(v.samples, promSample{labels: at.labels, value: at.last})
		}
	}
	return v, nil
}

// increase is how much counters have grown within the range: a series that was told once only has not, as it is for
// Prometheus, which stretches what it saw to the whole range; that makes it more, never less.
func (s *promStore) increase(sel promSelector, perSecond bool) (promValue, error) {
	if s.now.Sub(s.first) > sel.over {
		return promValue{}, fmt.Errorf("there are older samples than %s", sel.over)
	}
	var v promValue
	for _, at := range s.series {
		if at.times < 2 || !sel.of(at) {
			continue
		}
		grown := at.lost + at.last - at.first
		if perSecond {
			grown /= max(s.now.Sub(s.first).Seconds(), 1e-3)
		}
		v.samples = append(v.samples, promSample{labels: at.labels, value: grown})
	}
	return v, nil
}

func TestPromQLOfTheRules(t *testing.T) {
	s := newPromStore()
	for n, text := range []string{
		"# HELP iiqbot_a x\niiqbot_a{q=\"one\",s=\"0\"} 1\niiqbot_a{q=\"two\",s=\"503\"} 7\niiqbot_up 1\niiqbot_gone 1\ngo_goroutines 5\n",
		"iiqbot_a{q=\"one\",s=\"0\"} 4\niiqbot_a{q=\"two\",s=\"503\"} 2\niiqbot_a{q=\"three \\\"3\\\", x\",s=\"403\"} 9\niiqbot_up 0\n",
	} {
		s.begin(time.Unix(int64(1000+n), 0))
		if err := s.add("x", text); err != nil {
			t.Fatal(err)
		}
	}
	for expr, want := range map[string]string{
		`absent(iiqbot_b)`:                             "[1]",
		`absent(iiqbot_gone)`:                          "[1]",
		`absent(iiqbot_up)`:                            "[]",
		`max(iiqbot_up) == 0`:                          "[0]",
		`max(iiqbot_up) > 0`:                           "[]",
		`sum(iiqbot_a) + 2`:                            "[17]",
		`sum(increase(iiqbot_a[5m]))`:                  "[5]",
		`sum(increase(iiqbot_a{q="one"}[5m])) > 3`:     "[]",
		`sum(increase(iiqbot_a{s=~"0|5.."}[1h])) > 4`:  "[5]",
		`sum(increase(iiqbot_a{s!~"0|5.."}[1h])) >= 0`: "[]",
		`sum by (s) (iiqbot_a{s!="403"}) > 2`:          "[4]",
		`max by (q) (iiqbot_a{q="three \"3\", x"})`:    "[9]",
		"sum(rate(iiqbot_a{q=\"one\"}[5m]))\n > 0.5 * sum(rate(iiqbot_a[5m]))": "[3]",
		`max(iiqbot_b) > 0 or sum(iiqbot_a) > 1`:                               "[15]",
		`max(iiqbot_a) > sum(iiqbot_a) + 2`:                                    "[]",
		`max(iiqbot_a) > (sum(iiqbot_a) - 10)`:                                 "[9]",
		`rate(iiqbot_a)`:                                                       "error",
		`increase(iiqbot_a[1s]) > 0 or iiqbot_a[5m]`:                           "error",
		`histogram_quantile(0.9, iiqbot_a)`:                                    "error",
		`sum without (q) (iiqbot_a)`:                                           "error",
		`sum(iiqbot_a) unless sum(iiqbot_up)`:                                  "error",
		`iiqbot_a offset 5m`:                                                   "error",
		`iiqbot_a{q=one}`:                                                      "error",
		`max(iiqbot_a) > bool 0`:                                               "error",
		`sum(iiqbot_a`:                                                         "error",
		`1 > 0`:                                                                "error",
		`sum(iiqbot_a) / on (q) sum(iiqbot_a)`:                                 "error",
	} {
		got := "error"
		if node, err := parsePromQL(expr); err == nil {
			if v, err := node.eval(s); err == nil {
				var values []float64
				for _, x := range v.samples {
					values = append(values, x.value)
				}
				got = fmt.Sprint(values)
			}
		}
		if got != want {
			t.Errorf("%s gives %s, want %s", expr, got, want)
		}
	}
	for _, text := range []string{"iiqbot_a{q=one} 1", "iiqbot_a x", "iiqbot_a{q=\"x\"} 1 2 3"} {
		if s.add("x", text) == nil {
			t.Errorf("%q was taken for a sample", text)
		}
	}
}
