package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/iiq-approvals/bot/internal/speed"
)

// trial is one run of one side: what it takes and what it costs.
type trial struct {
	took timing
	// ready is in milliseconds, from the start of the process to its first Socket Mode connection.
	ready float64
	// idle is CPU seconds a minute at rest, memory MB resident then.
	idle, memory float64
	// cpu is CPU milliseconds a decision.
	cpu float64
	// roundTrips and statements are those of one decision at Postgres, restTrips and restStatements those of a minute at rest.
	roundTrips, statements, restTrips, restStatements float64
}

// side is somebody who is measured. A side that cannot be measured here says why instead.
type side struct {
	name    string
	skipped string
	run     func(context.Context) (trial, error)
}

// quantity is a line of the table.
type quantity struct {
	what, unit string
	goal       goal
	of         func(trial) float64
}

// quantities are what is compared. Goals are the bot's.
func quantities(o options) []quantity {
	g := goalsOf(o)
	at := func(way func(timing) []float64, p int) func(trial) float64 {
		return func(t trial) float64 { return speed.Percentile(way(t.took), p) }
	}
	acks := func(t timing) []float64 { return t.acks }
	writes := func(t timing) []float64 { return t.writes }
	finals := func(t timing) []float64 { return t.finals }
	return []quantity{
		{fmt.Sprintf("click to ack, p50 of %d at %d/s", o.clicks, o.rate), "ms", g.ack50, at(acks, 50)},
		{"click to ack, p99", "ms", g.ack99, at(acks, 99)},
		{"click to the PUT at IdentityIQ, p50", "ms", g.put50, at(writes, 50)},
		{"click to the PUT at IdentityIQ, p99", "ms", g.put99, at(writes, 99)},
		{"click to the final card, p50", "ms", g.final50, at(finals, 50)},
		{"click to the final card, p99", "ms", g.final99, at(finals, 99)},
		{"CPU a decision", "ms", g.cpu, func(t trial) float64 { return t.cpu }},
		{"CPU a minute at rest", "s", g.idle, func(t trial) float64 { return t.idle }},
		{"memory at rest", "MB", g.memory, func(t trial) float64 { return t.memory }},
		{"start to ready", "ms", g.ready, func(t trial) float64 { return t.ready }},
		{"round trips to Postgres a decision", "", goal{}, func(t trial) float64 { return t.roundTrips }},
		{"statements a decision", "", goal{}, func(t trial) float64 { return t.statements }},
		{"round trips a minute at rest", "", goal{}, func(t trial) float64 { return t.restTrips }},
		{"statements a minute at rest", "", goal{}, func(t trial) float64 { return t.restStatements }},
	}
}

// peerName is the side that relative goals are counted from.
const peerName = "peer (Bolt)"

// sides are the bot on a Postgres with and without fsync, as the options ask, and the peer.
func sides(o options) []side {
	var all []side
	if o.fsync != fsyncOff {
		all = append(all, side{name: "bot, fsync on", run: func(ctx context.Context) (trial, error) { return tryBot(ctx, o, true) }})
	}
	if o.fsync != fsyncOn {
		all = append(all, side{name: "bot, fsync off", run: func(ctx context.Context) (trial, error) { return tryBot(ctx, o, false) }})
	}
	if o.peer {
		all = append(all, side{name: peerName, skipped: peerMissing(),
			run: func(ctx context.Context) (trial, error) { return tryPeer(ctx, o) }})
	}
	return all
}

// compareDecisions measures each side as often as asked, in turn, and prints medians and then each run.
func compareDecisions(ctx context.Context, o options, out io.Writer) error {
	trials := map[string][]trial{}
	var measured []side
	for _, s := range sides(o) {
		if s.skipped != "" {
			fmt.Fprintf(out, "%s is not measured: %s\n", s.name, s.skipped)
			continue
		}
		measured = append(measured, s)
	}
	for n := range o.runs {
		for _, s := range measured {
			fmt.Fprintf(os.Stderr, "run %d of %d: %s\n", n+1, o.runs, s.name)
			t, err := s.run(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			trials[s.name] = append(trials[s.name], t)
		}
	}
	return showTrials(out, o, measured, trials)
}

func showTrials(out io.Writer, o options, measured []side, trials map[string][]trial) error {
	var names []string
	for _, s := range measured {
		names = append(names, s.name)
	}
	var rows []speed.Row
	raw := map[string]map[string][]*float64{}
	for _, q := range quantities(o) {
		row, peer := speed.Row{What: q.what, Unit: q.unit}, speed.Missing
		raw[q.what] = map[string][]*float64{}
		for _, name := range names {
			var values []float64
			for _, t := range trials[name] {
				v := q.of(t)
				values = append(values, v)
				raw[q.what][name] = append(raw[q.what][name], known(v))
			}
			row.Values = append(row.Values, speed.Median(values))
			if name == peerName {
				peer = speed.Median(values)
			}
		}
		row.Goal, row.How = q.goal.beside(peer, q.unit)
		rows = append(rows, row)
	}
	fmt.Fprintf(out, "IdentityIQ by the route %s, answers after %s; medians of %d\n\n", o.route, o.delay, o.runs)
	met, err := speed.Table(out, names, rows)
	if err != nil {
		return err
	}
	text, err := json.Marshal(raw)
	if err != nil {
		return fmt.Errorf("write raw figures: %w", err)
	}
	fmt.Fprintf(out, "\nraw: %s\n", text)
	if !met {
		return errTooSlow
	}
	return nil
}

// known is a value for JSON, which has no number for what is missing.
func known(v float64) *float64 {
	if speed.IsMissing(v) {
		return nil
	}
	return &v
}
