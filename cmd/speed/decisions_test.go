package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/speed"
)

// sample is a trial of a side that took so many milliseconds for everything.
func sample(millis float64) trial {
	ways := []float64{millis}
	return trial{took: timing{ways, ways, ways}, ready: millis, cpu: millis, idle: millis, memory: millis}
}

func TestMediansAreShownBesideTheGoals(t *testing.T) {
	t.Parallel()
	o := options{clicks: 1, rate: 1, runs: 3, route: routeVendor, delay: 20 * time.Millisecond}
	peer := sample(7)
	peer.noDatabase()
	both := []side{{name: "bot"}, {name: peerName}}
	var out strings.Builder
	err := showTrials(&out, o, both, map[string][]trial{"bot": {sample(9), sample(5), sample(7)}, peerName: {peer, peer, peer}})
	if err != nil {
		t.Errorf("got %v, want all goals met", err)
	}
	shown := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"| click to ack, p99 | 7 ms | 7 ms | 7 ms (peer) | yes |", "route vendor, answers after 20ms; medians of 3",
		`"click to ack, p99":{"bot":[9,5,7],"peer (Bolt)":[7,7,7]}`, `"statements a decision":{"bot":[0,0,0],"peer (Bolt)":[null,null,null]}`,
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("got %s\nwant %q in it", shown, want)
		}
	}
	err = showTrials(&out, o, both, map[string][]trial{"bot": {sample(9), sample(8), sample(8)}, peerName: {peer, peer, peer}})
	if !errors.Is(err, errTooSlow) {
		t.Errorf("got %v, want goals that are not met", err)
	}
}

// Beside a peer its medians of the same run make the goals, without one those of version 0.1.0.
func TestGoals(t *testing.T) {
	t.Parallel()
	const peerIs = 10
	o := options{clicks: 1, rate: 1, delay: 20 * time.Millisecond}
	for what, want := range map[string]struct {
		alone, beside float64
		how           string
	}{
		"click to ack, p50 of 1 at 1/s":       {7.8, 13, "peer + 3 ms"},
		"click to ack, p99":                   {24, 10, "peer"},
		"click to the PUT at IdentityIQ, p50": {59, 35, "peer + 25 ms"},
		"click to the PUT at IdentityIQ, p99": {137, 20, "2 x peer"},
		"click to the final card, p50":        {74, 40, "peer + 30 ms"},
		"click to the final card, p99":        {152, 20, "2 x peer"},
		"CPU a decision":                      {12.7, 10, "peer"},
		"CPU a minute at rest":                {0.66, 10, "peer"},
		"memory at rest":                      {33, 35, ""},
		"start to ready":                      {100, 100, ""},
		"statements a decision":               {0, 0, ""},
	} {
		all := quantities(o)
		i := slices.IndexFunc(all, func(q quantity) bool { return q.what == what })
		if i < 0 {
			t.Errorf("%s: got no such quantity among %d, want one", what, len(all))
			continue
		}
		q := all[i]
		if got, how := q.goal.beside(peerIs, q.unit); got != want.beside || how != want.how {
			t.Errorf("%s beside a peer of %d: got %v (%s), want %v (%s)", what, peerIs, got, how, want.beside, want.how)
		}
		if got, how := q.goal.beside(speed.Missing, q.unit); got != want.alone || how != "" {
			t.Errorf("%s without a peer: got %v (%s), want %v", what, got, how, want.alone)
		}
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
