// Command speed measures the bot from outside, against the simulated IdentityIQ and Slack on this machine, and prints
// its figures beside what they should stay under. It exits 1 when one does not.
//
//	go run ./cmd/speed
//	go run ./cmd/speed -lists
//	go run ./cmd/speed -routes -timeout 40m
//	go run ./cmd/speed -refresh 1000000 -timeout 20m
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"text/tabwriter"
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
}

// figure is one line of the answer. A bound of 0 means that there is none.
type figure struct {
	what  string
	value float64
	unit  string
	bound float64
}

func (f figure) good() bool { return f.bound == 0 || f.value <= f.bound }

var errTooSlow = errors.New("a figure is over its bound")

func main() {
	o := options{}
	flag.IntVar(&o.clicks, "clicks", 500, "how many clicks")
	flag.IntVar(&o.rate, "rate", 50, "clicks or questions a second")
	flag.IntVar(&o.items, "items", 1000, "how many new work items one poll finds")
	flag.IntVar(&o.people, "people", 100_000, "how many identities are refreshed")
	flag.BoolVar(&o.lists, "lists", false, "measure look-ups among very many items instead")
	flag.BoolVar(&o.routes, "routes", false, "measure calls and clicks among -open items by either plugin instead (wants -timeout 40m)")
	flag.IntVar(&o.refresh, "refresh", 0, "measure a running bot's full refresh of so many identities instead, by table and by SCIM (1,000,000 wants -timeout 20m)")
	flag.IntVar(&o.open, "open", 100_000, "how many open items there are for -lists, 25,000 at least, and for -routes")
	flag.IntVar(&o.closed, "closed", 1_000_000, "how many closed ones")
	flag.IntVar(&o.asks, "asks", 1000, "how many questions of each kind")
	flag.StringVar(&o.binary, "bot", "", "the bot's binary; built when empty")
	flag.DurationVar(&o.timeout, "timeout", 5*time.Minute, "how long everything may take")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := measure(ctx, o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, o options, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	binary, clean, err := build(ctx, o.binary)
	if err != nil {
		return err
	}
	defer clean()
	o.binary = binary
	parts := []func(context.Context, options) ([]figure, error){measureClicks, measurePolls, measureIdentities}
	if o.refresh > 0 {
		parts = []func(context.Context, options) ([]figure, error){measureRefresh}
	}
	if o.routes {
		parts = []func(context.Context, options) ([]figure, error){measureRoutes}
	}
	if o.lists {
		parts = []func(context.Context, options) ([]figure, error){measureLists}
	}
	var all []figure
	for _, part := range parts {
		figures, err := part(ctx, o)
		if err != nil {
			return err
		}
		all = append(all, figures...)
	}
	return show(out, all)
}

func show(out io.Writer, all []figure) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "figure\tmeasured\tbound\t\t")
	var bad error
	for _, f := range all {
		bound, verdict := "-", ""
		if f.bound > 0 {
			bound = fmt.Sprintf("%.4g %s", f.bound, f.unit)
		}
		if !f.good() {
			verdict, bad = "OVER", errTooSlow
		}
		fmt.Fprintf(w, "%s\t%.4g %s\t%s\t%s\t\n", f.what, f.value, f.unit, bound, verdict)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print figures: %w", err)
	}
	return bad
}

func build(ctx context.Context, path string) (string, func(), error) {
	if path != "" {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "iiq-approvals-speed-")
	if err != nil {
		return "", nil, fmt.Errorf("make folder: %w", err)
	}
	clean := func() { _ = os.RemoveAll(dir) }
	path = filepath.Join(dir, "bot")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, "./cmd/bot")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		clean()
		return "", nil, fmt.Errorf("build the bot: %w", err)
	}
	return path, clean, nil
}
