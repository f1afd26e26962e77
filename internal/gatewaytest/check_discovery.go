package gatewaytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func discovery() []Check {
	return []Check{
		{Name: "a call without a token, or with a strange one, is 401", Run: checkTokenWanted},
		{Name: "ping answers", Gateway: true, Run: checkPing},
		{Name: "capabilities say what the gateway can", Gateway: true, Run: checkCapabilities},
		{Name: "the self-test finds every member that is used", Gateway: true, Run: checkSelfTest},
	}
}

func checkTokenWanted(ctx context.Context, t *Target) error {
	for _, path := range []string{"/object/WorkItem", "/table/Identity", "/object/WorkItem/" + absentID()} {
		for _, as := range []string{noToken, "strange" + randomHex(16)} {
			r, err := t.send(ctx, call{method: http.MethodGet, path: path, as: as})
			if err == nil && r.status != http.StatusUnauthorized {
				err = r.wrong("status 401")
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func checkPing(ctx context.Context, t *Target) error {
	r, err := t.get(ctx, "/ping")
	if err != nil {
		return err
	}
	var body struct {
		OK bool `json:"ok"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &body) != nil || !body.OK {
		return r.wrong(`200 with {"ok":true}`)
	}
	return nil
}

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
	r, err := t.get(ctx, "/capabilities")
	if err != nil {
		return c, false, err
	}
	// What is not the JSON of a gateway says that there is none.
	ok = r.status == http.StatusOK && json.Unmarshal(r.body, &c) == nil && c.Contract >= 1
	return c, ok, nil
}

func checkCapabilities(ctx context.Context, t *Target) error {
	c, ok, err := ReadCapabilities(ctx, t)
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("capabilities: got no JSON with a contract of 1 or more")
	}
	var wrong []error
	note := func(what string, holds bool) {
		if !holds {
			wrong = append(wrong, fmt.Errorf("capabilities: %s is missing or makes no sense", what))
		}
	}
	note("gateway", c.Gateway != "")
	note("version", c.Version != "")
	note("iiq", c.IIQ != "")
	note("now", c.Now > 1_000_000_000_000)
	for _, op := range []string{"list", "get", "act"} {
		note("the operation "+op, slices.Contains(c.Operations, op))
	}
	note("limits.page", c.Limits.Page > 0)
	note("limits.body", c.Limits.Body > 0)
	note("settleSeconds", c.SettleSeconds > 0)
	note("rules.selfApproval", c.Rules.SelfApproval != nil)
	note("rules.partial", c.Rules.Partial != nil)
	note("rules.types", len(c.Rules.Types) > 0)
	note("rules.commentOn", c.Rules.CommentOn != nil)
	note("the right read", slices.Contains(c.Rights, "read"))
	return errors.Join(wrong...)
}

func checkSelfTest(ctx context.Context, t *Target) error {
	r, err := t.get(ctx, "/selftest")
	if err != nil {
		return err
	}
	var body struct {
		Checked int      `json:"checked"`
		Missing []string `json:"missing"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &body) != nil || body.Checked < 1 {
		return r.wrong("200 with what was checked")
	}
	if len(body.Missing) > 0 {
		return fmt.Errorf("self-test: got %d members missing (%s), want none", len(body.Missing), strings.Join(body.Missing, ", "))
	}
	return nil
}
