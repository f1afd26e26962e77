package tracing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// traced gives a tracer and what it has told.
func traced(t *testing.T, s sdktrace.Sampler) (*Tracer, *tracetest.InMemoryExporter) {
	t.Helper()
	told := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(told), sdktrace.WithSampler(s))
	return New(provider), told
}

func TestWithoutATracerNothingHappens(t *testing.T) {
	t.Parallel()
	var none *Tracer
	ctx, root := none.Root(t.Context(), "root", time.Time{})
	ctx, span := Start(ctx, "child")
	ctx, call := StartCall(ctx, "IdentityIQ", "rest/ping")
	for _, s := range []Span{root, span, call, Current(ctx)} {
		s.Set(WorkItemID, "w1")
		s.SetInt(Items, 1)
		s.Fail(errors.New("no"))
		s.End()
	}
	if _, ok := CauseFor(ctx, "c1"); ok {
		t.Error("there is a cause")
	}
	if got, _ := none.Continue(ctx, "job", Cause{Traceparent: someTraceparent}); got != ctx {
		t.Error("something goes on")
	}
	none.Close(ctx)
}

func TestATraceGoesOnInAnotherProcess(t *testing.T) {
	t.Parallel()
	here, told := traced(t, sdktrace.ParentBased(sdktrace.AlwaysSample()))
	began := time.Unix(1_800_000_000, 0)
	ctx, root := here.Root(t.Context(), "envelope", began)
	ctx, decide := Start(ctx, "decide")
	cause, ok := CauseFor(ctx, "d1")
	if !ok || cause.Linked || len(cause.Traceparent) != traceparentLength {
		t.Fatalf("cause is %+v, %v, want ok, Linked false and a length of %v", cause, ok, traceparentLength)
	}
	decide.End()
	root.End()
	there, toldThere := traced(t, sdktrace.ParentBased(sdktrace.NeverSample()))
	ctx, job := there.Continue(context.Background(), "submit_decision", cause)
	_, call := StartCall(ctx, "IdentityIQ", "PUT object")
	call.SetInt(Status, 200)
	call.End()
	job.End()
	first, second := told.GetSpans(), toldThere.GetSpans()
	if len(first) != 2 || len(second) != 2 {
		t.Fatalf("%d and %d spans, want a length of 2 and a length of 2", len(first), len(second))
	}
	if !first[1].StartTime.Equal(began) || second[1].Parent.SpanID() != first[0].SpanContext.SpanID() ||
		second[0].SpanContext.TraceID() != first[0].SpanContext.TraceID() || second[0].Name != "IdentityIQ PUT object" {
		t.Errorf("spans are %+v and %+v", first, second)
	}
}

func TestWhatIsLinkedHasATraceOfItsOwn(t *testing.T) {
	t.Parallel()
	tracer, told := traced(t, sdktrace.ParentBased(sdktrace.AlwaysSample()))
	for uses, linked := range map[int]bool{1: false, mostUses: false, mostUses + 1: true} {
		told.Reset()
		_, job := tracer.Continue(t.Context(), "job", Cause{Traceparent: someTraceparent}.Used(uses))
		job.End()
		s := told.GetSpans()[0]
		own := s.SpanContext.TraceID().String() != someTraceparent[3:35]
		if own != linked || (len(s.Links) == 1) != linked {
			t.Errorf("use %d: a trace of its own %v, %d links, want both when linked: %t", uses, own, len(s.Links), linked)
		}
	}
}

const someTraceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func TestATraceparentThatIsNoneBeginsNothing(t *testing.T) {
	t.Parallel()
	tracer, told := traced(t, sdktrace.AlwaysSample())
	for _, bad := range []string{
		"", "x", someTraceparent + "-more", strings.ToUpper(someTraceparent), strings.Replace(someTraceparent, "00-0a", "ff-0a", 1),
		"00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
		strings.Replace(someTraceparent, "-", "_", 1), "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
		strings.Repeat("\x00", 55),
	} {
		ctx, span := tracer.Continue(t.Context(), "job", Cause{Traceparent: bad})
		span.End()
		if ctx != t.Context() || len(told.GetSpans()) != 0 {
			t.Errorf("%q was gone on from", bad)
		}
	}
}

func TestATraceThatIsNotRecordedWantsToBeForgotten(t *testing.T) {
	t.Parallel()
	tracer, _ := traced(t, sdktrace.NeverSample())
	ctx, root := tracer.Root(t.Context(), "round", time.Time{})
	defer root.End()
	if c, ok := CauseFor(ctx, "c1"); !ok || c.Traceparent != "" {
		t.Errorf(`cause is %+v, %v, want ok and Traceparent ""`, c, ok)
	}
}

func TestTracesStayReadable(t *testing.T) {
	t.Parallel()
	tracer, told := traced(t, sdktrace.AlwaysSample())
	ctx, root := tracer.Root(t.Context(), "round", time.Time{})
	for range mostSpans + 25 {
		_, s := Start(ctx, "page")
		s.End()
	}
	linked := 0
	for again := range 2 {
		for n := range mostCaused + 10 {
			if c, _ := CauseFor(ctx, fmt.Sprint("card", n)); c.Linked {
				linked++
			}
		}
		if linked != 10*(again+1) {
			t.Errorf("%d are linked, want %v", linked, 10*(again+1))
		}
	}
	root.End()
	all := told.GetSpans()
	if len(all) != mostSpans+1 {
		t.Errorf("%d spans, want %v", len(all), mostSpans+1)
	}
	last := all[len(all)-1]
	if len(last.Attributes) != 1 || last.Attributes[0].Value.AsInt64() != 25 {
		t.Errorf("the root says %v, want a length of 1 and AsInt64 25", last.Attributes)
	}
}

func TestErrorsAreToldByTheirKindAlone(t *testing.T) {
	t.Parallel()
	tracer, told := traced(t, sdktrace.AlwaysSample())
	for err, want := range map[error]string{
		errors.New("comment: not for Bob"):              "error",
		fmt.Errorf("Bob: %w", context.DeadlineExceeded): "timeout",
		fmt.Errorf("token abc: %w", context.Canceled):   "canceled",
	} {
		told.Reset()
		_, s := tracer.Root(t.Context(), "x", time.Time{})
		s.Fail(err)
		s.Fail(nil)
		s.End()
		got := told.GetSpans()[0]
		if got.Status.Code != codes.Error || got.Status.Description != "" || len(got.Events) != 0 ||
			got.Attributes[0].Value.AsString() != want {
			t.Errorf(`%v is told as %+v, want Code %v, Description "", a length of 0 and AsString %v`, err, got, codes.Error, want)
		}
	}
}

func TestLogLinesNameTheirTrace(t *testing.T) {
	t.Parallel()
	tracer, _ := traced(t, sdktrace.AlwaysSample())
	ctx, root := tracer.Root(t.Context(), "x", time.Time{})
	defer root.End()
	var text bytes.Buffer
	log := slog.New(LogHandler(slog.NewTextHandler(&text, nil))).With("a", 1)
	log.Info("without")
	if strings.Contains(text.String(), traceKey) {
		t.Error("a line without a trace names one")
	}
	log.InfoContext(ctx, "with")
	Logger(ctx, log).Info("with")
	if n := strings.Count(text.String(), traceKey+"="); n != 2 {
		t.Errorf("%d lines name a trace: %s, want 2", n, text.String())
	}
}
