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
