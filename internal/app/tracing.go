package app

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/store/tx"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// tracesFlush bounds how long a stop waits for the last spans to be sent.
const tracesFlush = 800 * time.Millisecond

// openTracing makes the tracer, if the settings name a receiver.
func (b *bot) openTracing(context.Context) (err error) {
	c := b.cfg.Tracing
	info, _ := debug.ReadBuildInfo()
	version, _, _ := VersionOf(info)
	// The settings were checked.
	sent, _ := settings.Headers(c.Headers.Reveal())
	b.tracer, err = tracing.Open(tracing.Config{Endpoint: c.Endpoint, Headers: sent, Sampler: c.Sampler, Ratio: c.Ratio,
		Service: c.Service, Version: version, Resource: c.Resource}, nil, b.log)
	return err
}

func (b *bot) closeTracing() {
	ctx, cancel := context.WithTimeout(context.Background(), tracesFlush)
	defer cancel()
	b.tracer.Close(ctx)
}

// causeFor gives the trace context that cards and decisions store; nil while traces are off.
func (b *bot) causeFor() tx.TraceLinkFor {
	if b.tracer == nil {
		return nil
	}
	return func(ctx context.Context, rowID string) (tx.TraceLink, bool) {
		c, ok := tracing.CauseFor(ctx, rowID)
		return tx.TraceLink(c), ok
	}
}

// insertsTraced wraps each insert of jobs, jobsTraced each job; both are nil while traces are off.
func (b *bot) insertsTraced() []rivertype.Middleware {
	if b.tracer == nil {
		return nil
	}
	return []rivertype.Middleware{&jobs.Origins{}}
}

func (b *bot) jobsTraced() []rivertype.Middleware {
	if b.tracer == nil {
		return nil
	}
	return []rivertype.Middleware{&jobs.Traced{Store: b.store, Tracer: b.tracer}}
}
