package transport

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// requestIDHeader names a call. A gateway writes it into its own log and sends it back; others leave it alone.
const requestIDHeader = "X-Request-Id"

// callLog gives every request an id of its own, a repeated one too, and writes one line about it to the log at debug: what
// was asked, what came, how long it took. Nothing of what was asked or answered is in it.
type callLog struct {
	base  http.RoundTripper
	clock func() time.Time
	log   *slog.Logger
}

// RoundTrip sends a copy of the request with an id.
func (n *callLog) RoundTrip(req *http.Request) (*http.Response, error) {
	id, ctx := uuid.NewString(), req.Context()
	req = req.Clone(ctx)
	req.Header.Set(requestIDHeader, id)
	started, status := n.clock(), 0
	resp, err := n.base.RoundTrip(req)
	if err == nil {
		status = resp.StatusCode
	}
	about := []any{"request_id", id, "operation", endpointOf(ctx), "status", status, "milliseconds", n.clock().Sub(started).Milliseconds()}
	if decision := decisionOf(ctx); decision != "" {
		about = append(about, "decision_id", decision)
	}
	n.log.DebugContext(ctx, "a call to IdentityIQ", about...)
	return resp, err
}

type decisionKey struct{}

// withDecision names the decision that a call is for, for the log.
func withDecision(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, decisionKey{}, id)
}

func decisionOf(ctx context.Context) string {
	id, _ := ctx.Value(decisionKey{}).(string)
	return id
}
