package doctor

import (
	"context"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// proof tells whether both sides agree on the key of the bot's proofs. Where both have one, it is tried by a comment on an item that
// does not exist: the gateway looks at the proof first.
func (g *gatewayLines) proof(ctx context.Context) {
	const check = "gateway: proof"
	const same = "give the plugin's setting decisionKey and IIQ_DECISION_KEY the same value"
	switch wanted := g.told.Rules.DecisionKey; {
	case !wanted && g.Key == "":
		g.ok(check, "none is wanted: decisionKey and IIQ_DECISION_KEY are not set")
		return
	case !wanted:
		g.warn(check, same, "IIQ_DECISION_KEY is set, and the plugin has no decisionKey: whoever has the OAuth secret can decide")
		return
	case g.Key == "":
		g.fail(check, same, "the gateway wants a proof with each decision, and IIQ_DECISION_KEY is not set: no decision can be recorded")
		return
	}
	path := "/object/WorkItem/" + gatewaytest.AbsentID() + "/comment"
	const body = `{"approver":"00000000000000000000000000000000","comment":"bot doctor"}`
	at := g.told.Now + g.clock().Sub(g.answered).Milliseconds()
	r, err := g.Target.Send(ctx, gatewaytest.Call{Method: http.MethodPost, Path: path, Body: body,
		Header: gatewaytest.Proof(g.Key, http.MethodPost, path, at, []byte(body))})
	if err != nil {
		g.warn(check, "run this again", "it cannot be tried: %s", lastWords(err))
		return
	}
	if _, err := r.Refused(http.StatusForbidden, "not_caller"); err == nil {
		g.fail(check, same, "the gateway does not take proofs by IIQ_DECISION_KEY: no decision can be recorded")
		return
	}
	if r.Status == http.StatusForbidden && !strings.Contains(string(r.Body), `"error"`) {
		g.warn(check, "see the line gateway: rights", "it cannot be tried without the right to decide")
		return
	}
	if r.Status != http.StatusNotFound {
		g.warn(check, "see IdentityIQ's log", "it cannot be told whether both sides have the same key: status %d", r.Status)
		return
	}
	g.ok(check, "both sides have the same key")
}
