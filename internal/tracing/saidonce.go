package tracing

import (
	"context"
	"log/slog"
	"sync/atomic"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// saidOnce logs when spans begin to be lost and when they are accepted again. It keeps errors from the library, which
// would print each.
type saidOnce struct {
	sdktrace.SpanExporter
	log     *slog.Logger
	failing atomic.Bool
}

// ExportSpans implements sdktrace.SpanExporter.
func (s *saidOnce) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := s.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && !s.failing.Swap(true):
		s.log.Warn("traces cannot be sent and are dropped; this is not said again until they can", "error", err)
	case err == nil && s.failing.Swap(false):
		s.log.Info("traces are sent again")
	}
	return nil
}
