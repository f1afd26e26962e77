package tracing

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// scope names the maker of a span, as OpenTelemetry requires.
const scope = "github.com/iiq-approvals/bot"

// Tracer begins traces and continues those that others began. A nil Tracer does neither. It is safe for concurrent
// use.
type Tracer struct {
	tracer trace.Tracer
	// shutdown is nil where the caller owns the provider.
	shutdown func(context.Context) error
}

// New takes spans from the provider, which stays the caller's.
func New(provider trace.TracerProvider) *Tracer { return &Tracer{tracer: provider.Tracer(scope)} }

// Root begins a trace. began is when the traced work began; the zero time is now.
func (t *Tracer) Root(ctx context.Context, name string, began time.Time) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	options := []trace.SpanStartOption{trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer)}
	if !began.IsZero() {
		options = append(options, trace.WithTimestamp(began))
	}
	return t.begin(ctx, name, options...)
}

// Continue continues the trace of a cause, or begins one with a link to it where the cause says so. A malformed cause
// begins nothing.
func (t *Tracer) Continue(ctx context.Context, name string, c Cause) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	from, ok := c.context()
	if !ok {
		return ctx, Span{}
	}
	kind := trace.WithSpanKind(trace.SpanKindConsumer)
	if c.Linked {
		return t.begin(ctx, name, kind, trace.WithNewRoot(), trace.WithLinks(trace.Link{SpanContext: from}))
	}
	return t.begin(trace.ContextWithRemoteSpanContext(ctx, from), name, kind)
}

func (t *Tracer) begin(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, Span) {
	ctx, span := t.tracer.Start(ctx, name, options...)
	a := &allowance{}
	return context.WithValue(ctx, allowanceKey{}, a), Span{span: span, own: a}
}

// Close sends the ended spans that are not sent yet, for as long as ctx allows. Nothing is sent after that.
func (t *Tracer) Close(ctx context.Context) {
	if t == nil || t.shutdown == nil {
		return
	}
	// The sender has already reported spans that could not be sent.
	_ = t.shutdown(ctx)
}

// Start begins a span below the one in the context. It begins none where there is no span in the context, or that one
// has enough below it.
func Start(ctx context.Context, name string) (context.Context, Span) {
	return below(ctx, name, trace.SpanKindInternal)
}

// StartCall is Start for a request to another system. name is the system's and the endpoint's or method's, without ids.
func StartCall(ctx context.Context, system, name string) (context.Context, Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, Span{}
	}
	return below(ctx, system+" "+name, trace.SpanKindClient)
}

func below(ctx context.Context, name string, kind trace.SpanKind) (context.Context, Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() || !allowanceIn(ctx).span() {
		return ctx, Span{}
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithSpanKind(kind))
	return ctx, Span{span: span}
}

// Current is the span in the context, for recording more on it. Whoever began it ends it.
func Current(ctx context.Context) Span {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		return Span{span: span}
	}
	return Span{}
}
