// Command mutants puts each mistake of a list into the code, beside the tree, and exits with 1 unless tests find them all.
//
//	go run ./cmd/mutants
//	go run ./cmd/mutants --gateway
//	go run ./cmd/mutants --only own-request,claim-of-another --unchecked
//
// The lists are internal/mutants/mutants.txt and, for the gateway's Java sources, gateway.txt beside it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/iiq-approvals/bot/internal/mutants"
)

type flags struct {
	Only      []string      `help:"Names of mutants, with commas between; all of the list where none is given."`
	Gateway   bool          `help:"The mistakes in the gateway's Java sources instead; they want a JDK."`
	Jobs      int           `help:"How many mutants are tested at once." default:"1"`
	Limit     time.Duration `help:"How long the tests of one mutant may take." default:"3m"`
	Unchecked bool          `help:"Do not look first whether the tests pass without any mutant."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("mutants"), kong.Description("Shows that tests find each mistake of a list."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	well, err := f.run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !well {
		os.Exit(1)
	}
}

func (f flags) run(ctx context.Context, w io.Writer) (well bool, err error) {
	list, err := f.chosen()
	if err != nil {
		return false, err
	}
	r := mutants.Runner{Dir: ".", Jobs: f.Jobs, Limit: f.Limit}
	if !f.Unchecked {
		if err := r.Check(ctx, list, func(pkg string) { _, _ = fmt.Fprintln(w, "without any mutant:", pkg) }); err != nil {
			return false, err
		}
	}
	report := mutants.NewReport(w, len(list))
	if err := r.Run(ctx, list, report.Take); err != nil {
		return false, err
	}
	return report.End()
}

// chosen gives the mutants that are asked for.
func (f flags) chosen() ([]mutants.Mutant, error) {
	choose := mutants.Ours
	if f.Gateway {
		choose = mutants.Gateway
	}
	list, err := choose()
	if err != nil {
		return nil, fmt.Errorf("read the list of mutants: %w", err)
	}
	if len(f.Only) == 0 {
		return list, nil
	}
	unknown := slices.Clone(f.Only)
	list = slices.DeleteFunc(list, func(m mutants.Mutant) bool {
		unknown = slices.DeleteFunc(unknown, func(name string) bool { return name == m.Name })
		return !slices.Contains(f.Only, m.Name)
	})
	if len(unknown) > 0 {
		return nil, errors.New("no such mutants: " + strings.Join(unknown, ", "))
	}
	return list, nil
}
