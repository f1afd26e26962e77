package transport

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// journey tracks one write: whether IIQ may have seen it.
type journey struct {
	begun, asked, got atomic.Bool
}

type journeyKey struct{}

// withJourney makes the request that is sent with ctx record how far it came.
func withJourney(ctx context.Context) (context.Context, *journey) {
	j := &journey{}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { j.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { j.got.Store(true) },
	})
	return context.WithValue(ctx, journeyKey{}, j), j
}

func journeyOf(ctx context.Context) *journey {
	j, _ := ctx.Value(journeyKey{}).(*journey)
	return j
}

// begin marks that the request was handed to the network.
func (j *journey) begin() {
	if j == nil {
		return
	}
	j.asked.Store(false)
	j.got.Store(false)
	j.begun.Store(true)
}

// undone marks that IIQ answered without doing anything (a 401).
func (j *journey) undone() {
	if j != nil {
		j.begun.Store(false)
	}
}

// mayHaveArrived is false only where it is certain that not one byte went out: the request was never handed on, or it
// asked for a connection and got none.
func (j *journey) mayHaveArrived() bool {
	return j.begun.Load() && (!j.asked.Load() || j.got.Load())
}

type endpointKey struct{}

func withEndpoint(ctx context.Context, endpoint string) context.Context {
	return context.WithValue(ctx, endpointKey{}, endpoint)
}

// endpointOf is the name for the observer. It has no id in it, so it can be a label of a metric.
func endpointOf(ctx context.Context) string {
	name, _ := ctx.Value(endpointKey{}).(string)
	return name
}
