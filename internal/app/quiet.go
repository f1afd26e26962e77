package app

import (
	"context"
	"log/slog"
)

// quiet passes on only warnings and errors: the routine messages of a library are of no use in the log.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(&levelHandler{min: slog.LevelWarn, Handler: log.Handler()})
}

// levelHandler passes on records of level min and above.
type levelHandler struct {
	min slog.Level
	slog.Handler
}

// Enabled reports whether a record of this level is passed on.
func (h *levelHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.min && h.Handler.Enabled(ctx, l)
}

// WithAttrs keeps the limit.
func (h *levelHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &levelHandler{min: h.min, Handler: h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the limit.
func (h *levelHandler) WithGroup(name string) slog.Handler {
	return &levelHandler{min: h.min, Handler: h.Handler.WithGroup(name)}
}
