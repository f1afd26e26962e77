package main

import (
	"io"
	"log/slog"
)

// newLogger writes to w as the settings say, without secrets.
func newLogger(w io.Writer, c LogConfig, g guard) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.Level, ReplaceAttr: g.cleanAttr}
	if c.JSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// logger is the process's logger: to standard error, which results never go to.
func (p *process) logger(c LogConfig) *slog.Logger { return newLogger(p.stderr, c, p.guard) }
