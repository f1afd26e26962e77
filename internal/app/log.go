package app

import (
	"io"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// NewLogger writes to w as the settings say, without secrets.
func NewLogger(w io.Writer, c settings.Log, g settings.Redactor) *slog.Logger {
	return loggerAt(w, c.JSON, c.Level, g)
}

// loggerAt is newLogger with a level that may change while the process runs.
func loggerAt(w io.Writer, json bool, level slog.Leveler, g settings.Redactor) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: g.CleanAttr}
	if json {
		return slog.New(tracing.LogHandler(slog.NewJSONHandler(w, options)))
	}
	return slog.New(tracing.LogHandler(slog.NewTextHandler(w, options)))
}
