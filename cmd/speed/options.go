package main

import (
	"flag"
	"fmt"
	"io"
	"time"
)

// options bound the whole measurement in count and time.
type options struct {
	clicks  int
	rate    int
	items   int
	people  int
	lists   bool
	routes  bool
	refresh int
	open    int
	closed  int
	asks    int
	binary  string
	timeout time.Duration

	decisions bool
	peer      bool
	fsync     string
	route     string
	runs      int
	idle      time.Duration
	delay     time.Duration
	burst     bool
	spread    time.Duration
	growth    bool
}

// readOptions reads the command line. What is wrong with it has been printed when an error comes back.
func readOptions(args []string, out io.Writer) (options, error) {
	o := options{}
	f := flag.NewFlagSet("speed", flag.ContinueOnError)
	f.SetOutput(out)
	f.IntVar(&o.clicks, "clicks", 500, "how many clicks")
	f.IntVar(&o.rate, "rate", 50, "clicks or questions a second")
	f.IntVar(&o.items, "items", 1000, "how many new work items one poll finds")
	f.IntVar(&o.people, "people", 100_000, "how many identities are refreshed")
	f.BoolVar(&o.lists, "lists", false, "measure look-ups among very many items instead")
	f.BoolVar(&o.routes, "routes", false, "measure calls and clicks among -open items by either plugin instead (wants -timeout 40m)")
	f.IntVar(&o.refresh, "refresh", 0, "measure a running bot's full refresh of so many identities instead, by table and by SCIM (1,000,000 wants -timeout 20m)")
	f.IntVar(&o.open, "open", 100_000, "how many open items there are for -lists, 25,000 at least, for -routes, and at most for -growth")
	f.IntVar(&o.closed, "closed", 1_000_000, "how many closed ones there are, at most for -growth")
	f.IntVar(&o.asks, "asks", 1000, "how many questions of each kind")
	f.StringVar(&o.binary, "bot", "", "the bot's binary; built when empty")
	f.DurationVar(&o.timeout, "timeout", time.Hour, "how long everything may take")
	f.BoolVar(&o.decisions, "decisions", false, "measure decisions from the click to the final card instead, with their cost")
	f.BoolVar(&o.peer, "peer", false, "-decisions beside a plain bot of Bolt for JavaScript, where Node and npm are there")
	f.StringVar(&o.fsync, "fsync", fsyncBoth, "whether Postgres waits for its disk in -decisions: on, off or both")
	f.StringVar(&o.route, "route", routeVendor, "which plugin IdentityIQ has in -decisions and -burst: vendor or gateway")
	f.IntVar(&o.runs, "runs", 1, "how often -decisions measures; medians are shown")
	f.DurationVar(&o.idle, "idle", time.Minute, "how long a bot at rest is watched")
	f.DurationVar(&o.delay, "delay", 20*time.Millisecond, "how long IdentityIQ takes for each answer in -decisions, -burst and -growth")
	f.BoolVar(&o.burst, "burst", false, "measure many clicks at once on three replicas, and clicks beside many searches, instead")
	f.DurationVar(&o.spread, "spread", 100*time.Millisecond, "within what time the clicks of -burst come")
	f.BoolVar(&o.growth, "growth", false, "measure what a decision and a poll cost among more and more items and replicas instead (wants -timeout 90m)")
	if err := f.Parse(args); err != nil {
		return o, fmt.Errorf("read options: %w", err)
	}
	if err := o.check(); err != nil {
		fmt.Fprintln(out, "speed:", err)
		return o, err
	}
	return o, nil
}

func (o options) check() error {
	switch {
	case o.fsync != fsyncOn && o.fsync != fsyncOff && o.fsync != fsyncBoth:
		return fmt.Errorf("-fsync is %q; on, off or both is wanted", o.fsync)
	case o.route != routeVendor && o.route != routeGateway:
		return fmt.Errorf("-route is %q; vendor or gateway is wanted", o.route)
	case o.clicks < 1 || o.rate < 1 || o.runs < 1 || o.asks < 1:
		return fmt.Errorf("-clicks, -rate, -runs and -asks are 1 or more")
	case o.idle < time.Second || o.delay < 0 || o.spread < 0:
		return fmt.Errorf("-idle is a second or more, and -delay and -spread are not negative")
	}
	return nil
}
