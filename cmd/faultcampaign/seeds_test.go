package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// ledgerOf balances when wrong is empty.
func ledgerOf(seed uint64, wrong string) *books.Ledger {
	l := &books.Ledger{Seed: seed}
	if wrong != "" {
		l.Imbalances = []books.Imbalance{{What: wrong}}
	}
	return l
}

func TestEverySeedHasItsDayAndItsLedger(t *testing.T) {
	t.Parallel()
	errBroken := errors.New("no Postgres")
	for name, c := range map[string]struct {
		wrong    map[uint64]string
		broken   map[uint64]error
		balanced bool
	}{
		"all balance":       {nil, nil, true},
		"one does not":      {map[uint64]string{22: "a card is false"}, nil, false},
		"the last does not": {map[uint64]string{24: "a card is false"}, nil, false},
		"one is not played": {nil, map[uint64]error{21: errBroken}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := []uint64{21, 22, 23, 24}
			var text strings.Builder
			balanced, err := playSeeds(t.Context(), seeds, 3, &text,
				func(_ context.Context, seed uint64, progress io.Writer) (*books.Ledger, error) {
					_, _ = fmt.Fprintln(progress, "half is done")
					return ledgerOf(seed, c.wrong[seed]), c.broken[seed]
				})
			if balanced != c.balanced || errors.Is(err, errBroken) != (len(c.broken) > 0) {
				t.Errorf("balanced %t, %v, want balanced %v and Is %v", balanced, err, c.balanced, len(c.broken) > 0)
			}
			for _, seed := range seeds {
				if line := fmt.Sprintf("seed %d: half is done\n", seed); !strings.Contains(text.String(), line) {
					t.Errorf("no progress of seed %d in %q, want one with %v", seed, text.String(), line)
				}
				if drawn := strings.Contains(text.String(), fmt.Sprintf("\nseed %d, ", seed)); drawn != (c.broken[seed] == nil) {
					t.Errorf("seed %d has a ledger: %t, want %v", seed, drawn, c.broken[seed] == nil)
				}
			}
		})
	}
}

func TestNoMoreDaysAtOnceThanAsked(t *testing.T) {
	t.Parallel()
	const atOnce = 2
	var mu sync.Mutex
	running, most := 0, 0
	full := make(chan struct{})
	_, err := playSeeds(t.Context(), []uint64{1, 2, 3, 4, 5}, atOnce, io.Discard,
		func(_ context.Context, seed uint64, _ io.Writer) (*books.Ledger, error) {
			mu.Lock()
			running++
			most = max(most, running)
			if running == atOnce && most == atOnce {
				select {
				case <-full:
				default:
					close(full)
				}
			}
			mu.Unlock()
			<-full
			mu.Lock()
			running--
			mu.Unlock()
			return ledgerOf(seed, ""), nil
		})
	if err != nil || most != atOnce {
		t.Errorf("%d at once, %v, want %v", most, err, atOnce)
	}
}

func TestSeedsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"": "[1]", "--seed=7": "[7]", "--seed=21,22": "[21 22]", "--seed=21 --seed=22": "[21 22]"} {
		var f flags
		p, err := kong.New(&f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Parse(strings.Fields(given)); err != nil || fmt.Sprint(f.Seed) != want {
			t.Errorf("%q: %v %v, want Seed %v", given, f.Seed, err, want)
		}
	}
}

func TestLogsOfSeveralSeedsAreApart(t *testing.T) {
	t.Parallel()
	f := flags{Seed: []uint64{21, 22}, Logs: t.TempDir()}
	one, err := f.logsOf(21)
	other, err2 := f.logsOf(22)
	if err := errors.Join(err, err2); err != nil || one == other {
		t.Errorf("%q and %q: %v, want one other than %v", one, other, err, other)
	}
	f.Seed = f.Seed[:1]
	if only, err := f.logsOf(21); err != nil || only != f.Logs {
		t.Errorf("%q: %v, want %v", only, err, f.Logs)
	}
}
