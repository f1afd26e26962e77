package localpg

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
)

const (
	keptLines   = 20
	longestLine = 1000 // bytes
)

// output takes what the server prints, logs it line by line at debug level
// and keeps the last lines for the error of a failed start.
type output struct {
	log *slog.Logger

	mu    sync.Mutex
	rest  []byte // a line whose end has not come yet
	lines []string
}

// Write never fails, so that the server is never held up.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rest = append(o.rest, p...)
	for {
		line, rest, found := bytes.Cut(o.rest, []byte("\n"))
		if !found {
			break
		}
		o.take(line)
		o.rest = rest
	}
	if len(o.rest) > longestLine {
		o.take(o.rest)
		o.rest = nil
	}
	return len(p), nil
}

func (o *output) take(line []byte) {
	text := strings.ToValidUTF8(string(line[:min(len(line), longestLine)]), "?")
	o.log.Debug("postgres", "line", text)
	o.lines = append(o.lines, text)
	if len(o.lines) > keptLines {
		o.lines = o.lines[1:]
	}
}

// tail gives the last lines that the server printed.
func (o *output) tail() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.lines, "\n")
}

// warn logs an error that changes nothing for the caller.
func (o *output) warn(text string, err error) {
	if err != nil {
		o.log.WarnContext(context.Background(), text, "error", err)
	}
}
