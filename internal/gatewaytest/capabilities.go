package gatewaytest

import (
	"context"
	"encoding/json"
	"net/http"
)

// Capabilities is what a gateway says of itself.
type Capabilities struct {
	Contract   int      `json:"contract"`
	Gateway    string   `json:"gateway"`
	Version    string   `json:"version"`
	IIQ        string   `json:"iiq"`
	Now        int64    `json:"now"`
	Operations []string `json:"operations"`
	Limits     struct {
		Page   int `json:"page"`
		States int `json:"states"`
		Body   int `json:"body"`
	} `json:"limits"`
	SettleSeconds int `json:"settleSeconds"`
	Rules         struct {
		SelfApproval *bool    `json:"selfApproval"`
		CommentOn    []string `json:"commentOn"`
		Types        []string `json:"types"`
		Partial      *bool    `json:"partial"`
		// DecisionKey tells that calls which change something want a proof.
		DecisionKey bool `json:"decisionKey"`
	} `json:"rules"`
	Rights []string `json:"rights"`
	// Caller is whom the gateway takes the client for.
	Caller struct {
		Name string `json:"name"`
		// Listed tells that an administrator has listed who may call.
		Listed *bool `json:"listed"`
		// Others are the capabilities that the account has beside the gateway's; nil where IdentityIQ does not tell.
		Others []string `json:"others"`
	} `json:"caller"`
}

// Switch gives the plugin's setting by which an administrator switches an operation on; "" for what is never off.
func Switch(operation string) string {
	switch operation {
	case "forward", "forwarding":
		return operation
	case "reviews.decide", "reviews.sign":
		return "reviewDecisions"
	}
	return ""
}

// AllOperations gives what a gateway of this version offers where nothing is switched off and nothing is missing.
func AllOperations() []string {
	return []string{"list", "get", "changes", "states", "outcomes", "act", "act.lines", "act.tag", "act.key", "context", "comment",
		"assign", "forward", "forwarding", "members.nested", "identities", "reviews", "reviews.lines", "reviews.decide", "reviews.sign"}
}

// ReadCapabilities asks the target what it can. ok is false where something answers that is no gateway.
func ReadCapabilities(ctx context.Context, t *Target) (c Capabilities, ok bool, err error) {
	r, err := t.Get(ctx, "/capabilities")
	if err != nil {
		return c, false, err
	}
	// What is not the JSON of a gateway says that there is none.
	ok = r.Status == http.StatusOK && json.Unmarshal(r.Body, &c) == nil && c.Contract >= 1
	return c, ok, nil
}
