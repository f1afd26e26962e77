package gatewaytest

import (
	"context"
	"net/http"
	"strings"
)

// Decide sends a decision on a work item, with headers as name and value in turn.
func (t *Target) Decide(ctx context.Context, id string, body any, named ...string) (Reply, error) {
	return t.Send(ctx, Call{Method: http.MethodPut, Path: "/object/WorkItem/" + id, Body: body, Header: Headers(named...)})
}

// Decision is the body of a decision, with further keys in turn.
func Decision(approver, state, comment string, more ...any) map[string]any {
	body := map[string]any{"approver": approver, "comment": comment}
	if state != "" {
		body["state"] = state
	}
	for i := 0; i+1 < len(more); i += 2 {
		name, _ := more[i].(string)
		body[name] = more[i+1]
	}
	return body
}

// NewKey is the key of an intent.
func NewKey() string {
	h := RandomHex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

// LongComment is longer than a comment may be.
func LongComment() string { return strings.Repeat("x", 4001) }

// Racers is how many do something to one item at once where only one can be first.
const Racers = 8
