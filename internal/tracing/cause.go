package tracing

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Cause is the part of a span that is stored for the work that follows from it.
type Cause struct {
	// Traceparent is as in https://www.w3.org/TR/trace-context/#traceparent-header , 55 characters; "" where the trace is
	// not recorded.
	Traceparent string
	// Linked makes the work that follows get a trace of its own, with a link to this one.
	Linked bool
}

// traceparentHeader is the only header of the propagator that is used.
const traceparentHeader = "traceparent"

// CauseFor gives the trace context that the row or job with this id has to store from the span in the context. ok is
// false where there is no span; what is stored already then stays. A cause without a traceparent means that the stored
// one must be removed.
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

// Used is the cause for the n-th job.
func (c Cause) Used(n int) Cause {
	c.Linked = c.Linked || n > mostUses
	return c
}

// traceparentLength is the length of version 00, the only one that is written here.
const traceparentLength = 55

// context reads the traceparent, which anybody who can write to the database may have changed.
func (c Cause) context() (trace.SpanContext, bool) {
	if len(c.Traceparent) != traceparentLength {
		return trace.SpanContext{}, false
	}
	header := propagation.MapCarrier{traceparentHeader: c.Traceparent}
	at := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), header))
	return at, at.IsValid()
}
