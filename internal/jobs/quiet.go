package jobs

import (
	"context"
	"log/slog"
)

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
