package app

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/store"
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
	b.traces.tracer, err = tracing.Open(tracing.Config{Endpoint: c.Endpoint, Headers: sent, Sampler: c.Sampler, Ratio: c.Ratio,
		Service: c.Service, Version: version, Resource: c.Resource}, nil, b.log)
	return err
}

// traces tie rows and jobs to the trace that they belong to. The tracer is nil while traces are off.
type traces struct{ tracer *tracing.Tracer }

func (t traces) close() {
	ctx, cancel := context.WithTimeout(context.Background(), tracesFlush)
	defer cancel()
	t.tracer.Close(ctx)
}

// causeFor gives the trace context that cards and decisions store; nil while traces are off.
func (t traces) causeFor() tx.TraceLinkFor {
	if t.tracer == nil {
		return nil
	}
	return func(ctx context.Context, rowID string) (tx.TraceLink, bool) {
		c, ok := tracing.CauseFor(ctx, rowID)
		return tx.TraceLink(c), ok
	}
}

// inserts wraps each insert of jobs, jobs each job; both are nil while traces are off.
func (t traces) inserts() []rivertype.Middleware {
	if t.tracer == nil {
		return nil
	}
	return []rivertype.Middleware{&jobs.Origins{}}
}

func (t traces) jobs(s *store.Store) []rivertype.Middleware {
	if t.tracer == nil {
		return nil
	}
	return []rivertype.Middleware{&jobs.Traced{Store: s, Tracer: t.tracer}}
}
