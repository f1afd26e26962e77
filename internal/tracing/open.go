package tracing

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Config says where traces go and which are made.
type Config struct {
	// Endpoint is the address of an OTLP receiver over HTTP, without /v1/traces and a slash at its end. "": no traces.
	Endpoint string
	// Headers go along with each request; they are secret.
	Headers map[string]string
	// Sampler is one of Samplers. Ratio is the share for samplers that take one.
	Sampler string
	Ratio   float64
	// Service and Version name this process; Resource has further attributes of it.
	Service, Version string
	Resource         map[string]string
}

// Bounds of the spans that wait to be sent. Spans that find the queue full are dropped.
const (
	queueSpans  = 2048
	batchSpans  = 256
	batchEvery  = time.Second
	batchWithin = 8 * time.Second
)

// Samplers lists the samplers by the names of OpenTelemetry.
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
func Samplers() []string {
	return []string{"always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off",
		"parentbased_traceidratio"}
}

// Open makes the tracer, nil where the configuration turns traces off. It sends nothing yet; the caller must Close the
// tracer. transport reaches the receiver; nil is Go's default, with its proxies and certificate authorities.
func Open(cfg Config, transport http.RoundTripper, log *slog.Logger) (*Tracer, error) {
	if cfg.Endpoint == "" {
		return nil, nil
	}
	exporter, err := otlptrace.New(context.Background(), newSender(cfg, transport))
	if err != nil {
		return nil, fmt.Errorf("make exporter of traces: %w", err)
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSampler(sampler(cfg.Sampler, cfg.Ratio)),
		sdktrace.WithResource(resourceOf(cfg)),
		// All limits are given, since the library asks the environment for missing ones.
		sdktrace.WithRawSpanLimits(sdktrace.SpanLimits{AttributeValueLengthLimit: longestValue, AttributeCountLimit: 32,
			EventCountLimit: 8, LinkCountLimit: 8, AttributePerEventCountLimit: 8, AttributePerLinkCountLimit: 8}),
		sdktrace.WithBatcher(&saidOnce{SpanExporter: exporter, log: log}, sdktrace.WithMaxQueueSize(queueSpans),
			sdktrace.WithMaxExportBatchSize(batchSpans), sdktrace.WithBatchTimeout(batchEvery), sdktrace.WithExportTimeout(batchWithin)),
	)
	t := New(provider)
	t.shutdown = provider.Shutdown
	return t, nil
}

func sampler(name string, ratio float64) sdktrace.Sampler {
	switch name {
	case "always_on":
		return sdktrace.AlwaysSample()
	case "always_off":
		return sdktrace.NeverSample()
	case "traceidratio":
		return sdktrace.TraceIDRatioBased(ratio)
	case "parentbased_always_off":
		return sdktrace.ParentBased(sdktrace.NeverSample())
	case "parentbased_traceidratio":
		return sdktrace.ParentBased(sdktrace.TraceIDRatioBased(ratio))
	}
	return sdktrace.ParentBased(sdktrace.AlwaysSample())
}

func resourceOf(cfg Config) *resource.Resource {
	var told []attribute.KeyValue
	for _, name := range slices.Sorted(maps.Keys(cfg.Resource)) {
		told = append(told, attribute.String(name, cfg.Resource[name]))
	}
	told = append(told, attribute.String("service.name", cfg.Service), attribute.String("service.version", cfg.Version))
	return resource.NewSchemaless(told...)
}
