package app

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Whatever is stored, or compared with what is stored, goes by Postgres's clock. The clock of the process measures spans alone: of
// calls to Slack, of envelopes and of connections, and how old an answer of /readyz is.
func TestOnlySpansGoByTheProcessClock(t *testing.T) {
	t.Parallel()
	allowed := []string{"}, b.clock)", "router := slackui.NewRouter(b.routerConfig(), b.clock, b.log)",
		"Connections: socketsPerSeat, Ours: b.seat.Taken}, router, b.clock, b.log)",
		"o.last, o.madeAt, o.known, o.running = answer, time.Now(), true, nil",
		"Ended: b.metrics.ContextEnded, Clock: b.clock, Log: b.log}"}
	var spans []string
	dated := 0
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`\bb(ot)?\.clock\b|\btime\.Now\(\)`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			dated += strings.Count(line, "b.dated.Now") + strings.Count(line, "bot.dated.Now")
			// seat.go measures for how long the database has been away.
			if own.MatchString(line) && file != "seat.go" {
				spans = append(spans, strings.TrimSpace(line))
			}
		}
	}
	if !slices.Equal(slices.Sorted(slices.Values(spans)), slices.Sorted(slices.Values(allowed))) {
		t.Errorf("the process's own clock is used by %q, want by %q alone", spans, allowed)
	}
	// The store, the map, its directory, the router, quiet hours, Home tabs, the shadow, and the workers and rounds.
	if dated < 12 {
		t.Errorf("Postgres's clock is used at %d places, want at all 12", dated)
	}
}
