package tracing

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Cause is what is kept of a span by whatever comes of it later.
type Cause struct {
	// Traceparent is as in https://www.w3.org/TR/trace-context/#traceparent-header , 55 characters; "" where the trace is
	// not recorded.
	Traceparent string
	// Linked: what comes of it gets a trace of its own, which points here.
	Linked bool
}

// traceparentHeader is the only header of the propagator that is used.
const traceparentHeader = "traceparent"

// CauseFor gives what the row or the job with this id is to keep of the span in the context. ok is false where there is
// no span at all: then what is kept already stays. A cause without a traceparent wants it forgotten.
func CauseFor(ctx context.Context, id string) (c Cause, ok bool) {
	at := trace.SpanContextFromContext(ctx)
	if !at.IsValid() {
		return Cause{}, false
	}
	if !at.IsSampled() {
		return Cause{}, true
	}
	header := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, header)
	return Cause{Traceparent: header[traceparentHeader], Linked: !allowanceIn(ctx).cause(id)}, true
}

// Used is the cause as the n-th job is told of it.
func (c Cause) Used(n int) Cause {
	c.Linked = c.Linked || n > mostUses
	return c
}

// traceparentLength is that of version 00, the only one that we write.
const traceparentLength = 55

// context reads the traceparent, which anybody with a hand in the database may have written.
func (c Cause) context() (trace.SpanContext, bool) {
	if len(c.Traceparent) != traceparentLength {
		return trace.SpanContext{}, false
	}
	header := propagation.MapCarrier{traceparentHeader: c.Traceparent}
	at := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), header))
	return at, at.IsValid()
}
