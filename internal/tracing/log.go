package tracing

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
)

// traceKey is the log's key for the trace of a line.
const traceKey = "trace_id"

// LogHandler adds the trace's id to lines that are logged with a context that has one.
func LogHandler(next slog.Handler) slog.Handler { return &logHandler{Handler: next} }

type logHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h *logHandler) Handle(ctx context.Context, r slog.Record) error {
	if at := trace.SpanContextFromContext(ctx); at.IsSampled() {
		r.AddAttrs(slog.String(traceKey, at.TraceID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logHandler{Handler: h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h *logHandler) WithGroup(name string) slog.Handler {
	return &logHandler{Handler: h.Handler.WithGroup(name)}
}

// Logger gives a logger whose lines all have the trace of the context, for callers that log without a context.
func Logger(ctx context.Context, log *slog.Logger) *slog.Logger {
	if at := trace.SpanContextFromContext(ctx); at.IsSampled() {
		return log.With(traceKey, at.TraceID().String())
	}
	return log
}
