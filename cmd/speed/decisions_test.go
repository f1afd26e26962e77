package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/speed"
)

// sample is a trial of a side that took so many milliseconds for everything.
func sample(millis float64) trial {
	ways := []float64{millis}
	return trial{took: timing{ways, ways, ways}, ready: millis, cpu: millis, memory: millis}
}

func TestMediansAreShownBesideTheGoals(t *testing.T) {
	t.Parallel()
	o := options{clicks: 1, rate: 1, runs: 3, route: routeVendor, delay: 20 * time.Millisecond}
	peer := sample(3)
	peer.noDatabase()
	var out strings.Builder
	err := showTrials(&out, o, []side{{name: "bot"}, {name: "peer"}},
		map[string][]trial{"bot": {sample(9), sample(5), sample(7)}, "peer": {peer, peer, peer}})
	if err != nil {
		t.Errorf("got %v, want all goals met", err)
	}
	shown := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{"| click to ack, p99 | 7 ms | 3 ms | 50 ms | yes |", "route vendor, answers after 20ms; medians of 3",
		`"click to ack, p99":{"bot":[9,5,7],"peer":[3,3,3]}`, `"statements a decision":{"bot":[0,0,0],"peer":[null,null,null]}`} {
		if !strings.Contains(shown, want) {
			t.Errorf("got %s\nwant %q in it", shown, want)
		}
	}
	err = showTrials(&out, o, []side{{name: "bot"}}, map[string][]trial{"bot": {sample(9), sample(5000), sample(5000)}})
	if !errors.Is(err, errTooSlow) {
		t.Errorf("got %v, want goals that are not met", err)
	}
}

// Each side is measured where it can be, and the bot's come first, since goals are those of the first.
func TestSides(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		o    options
		want string
	}{
		{options{fsync: fsyncOn}, "bot, fsync on"},
		{options{fsync: fsyncOff}, "bot, fsync off"},
		{options{fsync: fsyncBoth, peer: true}, "bot, fsync on; bot, fsync off; peer (Bolt)"},
	} {
		var names []string
		for _, s := range sides(c.o) {
			names = append(names, s.name)
		}
		if got := strings.Join(names, "; "); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.o, got, c.want)
		}
	}
}

func TestDriftsAlongACurve(t *testing.T) {
	t.Parallel()
	a, b := point{100, 10, 1}, point{10_000, 10, 1}
	known := map[point]spent{a: {cost{10, 40}, cost{2, 8}}, b: {cost{13, 42}, cost{2, 4}}}
	got := drifts(curve{"closed items", []point{a, b}}, known)
	for i, want := range []float64{30, 5, 0, 50} {
		if d := got[i].value - want; d > 1e-9 || d < -1e-9 {
			t.Errorf("%s: got %v, want %v", got[i].what, got[i].value, want)
		}
	}
	if speed.IsMissing(got[0].value) || got[0].bound != flat {
		t.Errorf("got %+v, want a bound of %d", got[0], flat)
	}
}
