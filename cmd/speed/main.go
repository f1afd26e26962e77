// Command speed measures the bot from outside, against the simulated IdentityIQ and Slack on this machine, and prints
// its figures beside what they should stay under. It exits 1 when one does not. docs/benchmarks.md has the method.
//
//	go run ./cmd/speed
//	go run ./cmd/speed -peer -fsync both -runs 3
//	go run ./cmd/speed -burst
//	go run ./cmd/speed -growth -timeout 90m
//	go run ./cmd/speed -lists
//	go run ./cmd/speed -routes -timeout 40m
//	go run ./cmd/speed -refresh 1000000 -timeout 20m
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"

	"github.com/iiq-approvals/bot/internal/speed"
)

// figure is one line of the answer. A bound of 0 means that there is none; a negative one is to be met exactly, without its sign.
type figure struct {
	what  string
	value float64
	unit  string
	bound float64
}

var errTooSlow = errors.New("a figure is over its bound")

func main() {
	o, err := readOptions(os.Args[1:], os.Stderr)
	if err != nil {
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err = measure(ctx, o, os.Stdout)
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
	if o.decisions || o.peer {
		return compareDecisions(ctx, o, out)
	}
	parts := []func(context.Context, options) ([]figure, error){measureClicks, measurePolls, measureIdentities}
	switch {
	case o.refresh > 0:
		parts = []func(context.Context, options) ([]figure, error){measureRefresh}
	case o.routes:
		parts = []func(context.Context, options) ([]figure, error){measureRoutes}
	case o.lists:
		parts = []func(context.Context, options) ([]figure, error){measureLists}
	case o.burst:
		parts = []func(context.Context, options) ([]figure, error){measureBurst, measureSearches}
	case o.growth:
		parts = []func(context.Context, options) ([]figure, error){measureFirstStart, measureGrowth}
	}
	var all []figure
	var failed error
	for _, part := range parts {
		figures, err := part(ctx, o)
		// What was measured until then often tells why, and the next part does not depend on it.
		all, failed = append(all, figures...), errors.Join(failed, err)
	}
	return errors.Join(show(out, all), failed)
}

func show(out io.Writer, all []figure) error {
	rows := make([]speed.Row, 0, len(all))
	for _, f := range all {
		rows = append(rows, speed.Row{What: f.what, Unit: f.unit, Goal: math.Abs(f.bound), Exactly: f.bound < 0,
			Values: []float64{f.value}})
	}
	met, err := speed.Table(out, []string{"measured"}, rows)
	if err == nil && !met {
		err = errTooSlow
	}
	return err
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
	// As the image has it: what of a binary is resident counts, and libc is some of that.
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "./cmd/bot")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		clean()
		return "", nil, fmt.Errorf("build the bot: %w", err)
	}
	return path, clean, nil
}
