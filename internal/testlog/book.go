// Package testlog keeps what a program logs, for a test that reads it while it is written.
package testlog

import (
	"log/slog"
	"strings"
	"sync"
)

// Book keeps log lines. The zero Book is empty; any goroutine may use it.
type Book struct {
	mu    sync.Mutex
	lines []string
}

// Write keeps one line; a slog handler writes each by one call.
func (b *Book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, string(p))
	return len(p), nil
}

// String gives all lines.
func (b *Book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.lines, "")
}

// Count gives how many lines have part in them.
func (b *Book) Count(part string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, l := range b.lines {
		if strings.Contains(l, part) {
			n++
		}
	}
	return n
}

// Logger writes to the book, every level, as text.
func (b *Book) Logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
