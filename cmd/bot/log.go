package main

import (
	"io"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/tracing"
)

// newLogger writes to w as the settings say, without secrets.
func newLogger(w io.Writer, c LogConfig, g guard) *slog.Logger {
	return loggerAt(w, c.JSON, c.Level, g)
}

// loggerAt is newLogger with a level that may change while the process runs.
func loggerAt(w io.Writer, json bool, level slog.Leveler, g guard) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: g.cleanAttr}
	if json {
		return slog.New(tracing.LogHandler(slog.NewJSONHandler(w, options)))
	}
	return slog.New(tracing.LogHandler(slog.NewTextHandler(w, options)))
}

// logger is the process's logger: to standard error, which results never go to.
func (p *process) logger(c LogConfig) *slog.Logger { return newLogger(p.stderr, c, p.guard) }
