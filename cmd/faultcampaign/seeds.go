package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// dayOf plays the day of one seed and writes how it goes.
type dayOf func(ctx context.Context, seed uint64, progress io.Writer) (*books.Ledger, error)

// playSeeds plays the day of each seed, at most atOnce at the same time, and prints each ledger as soon as it is drawn up. A
// day that cannot be played keeps no other from its end.
func playSeeds(ctx context.Context, seeds []uint64, atOnce int, out io.Writer, play dayOf) (balanced bool, err error) {
	shared := &lockedWriter{to: out}
	balanced = true
	var mu sync.Mutex
	var failed []error
	var all sync.WaitGroup
	room := make(chan struct{}, max(1, atOnce))
	for _, seed := range seeds {
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			ok, err := playSeed(ctx, seed, len(seeds) > 1, shared, play)
			mu.Lock()
			defer mu.Unlock()
			balanced = balanced && ok
			if err != nil {
				failed = append(failed, fmt.Errorf("seed %d: %w", seed, err))
			}
		})
	}
	all.Wait()
	return balanced, errors.Join(failed...)
}

func playSeed(ctx context.Context, seed uint64, named bool, out io.Writer, play dayOf) (balanced bool, err error) {
	progress := out
	if named {
		progress = prefixed{to: out, prefix: fmt.Sprintf("seed %d: ", seed)}
	}
	l, err := play(ctx, seed, progress)
	if err != nil {
		return false, err
	}
	// A ledger is written at once, so that no other day's progress stands in it.
	var text bytes.Buffer
	if err := l.Print(&text); err != nil {
		return false, err
	}
	if _, err := out.Write(text.Bytes()); err != nil {
		return false, fmt.Errorf("print ledger: %w", err)
	}
	return l.Balanced(), nil
}

// lockedWriter lets several days write to one place.
type lockedWriter struct {
	mu sync.Mutex
	to io.Writer
}

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}

// prefixed begins every line with the same words. Each write is one line.
type prefixed struct {
	to     io.Writer
	prefix string
}

func (w prefixed) Write(p []byte) (int, error) {
	if _, err := w.to.Write(append([]byte(w.prefix), p...)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// logsOf is the folder for one seed's logs: the given one, or one in it when there are several seeds.
func (f *flags) logsOf(seed uint64) (string, error) {
	if f.Logs == "" || len(f.Seed) == 1 {
		return f.Logs, nil
	}
	dir := filepath.Join(f.Logs, "seed-"+strconv.FormatUint(seed, 10))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make folder for logs: %w", err)
	}
	return dir, nil
}
