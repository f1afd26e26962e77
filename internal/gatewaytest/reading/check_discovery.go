package reading

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

func discovery() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "a call without a token, or with a strange one, is 401", Run: checkTokenWanted},
		{Name: "ping answers", Gateway: true, Run: checkPing},
		{Name: "capabilities say what the gateway can", Gateway: true, Run: checkCapabilities},
		{Name: "the self-test finds every member that is used", Gateway: true, Run: checkSelfTest},
	}
}

func checkTokenWanted(ctx context.Context, t *gatewaytest.Target) error {
	for _, path := range []string{"/object/WorkItem", "/table/Identity", "/object/WorkItem/" + gatewaytest.AbsentID()} {
		for _, as := range []string{gatewaytest.NoToken, "strange" + gatewaytest.RandomHex(16)} {
			r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodGet, Path: path, As: as})
			if err == nil && r.Status != http.StatusUnauthorized {
				err = r.Wrong("status 401")
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func checkPing(ctx context.Context, t *gatewaytest.Target) error {
	r, err := t.Get(ctx, "/ping")
	if err != nil {
		return err
	}
	var body struct {
		OK bool `json:"ok"`
	}
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &body) != nil || !body.OK {
		return r.Wrong(`200 with {"ok":true}`)
	}
	return nil
}

func checkCapabilities(ctx context.Context, t *gatewaytest.Target) error {
	c, ok, err := gatewaytest.ReadCapabilities(ctx, t)
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
	needed := []string{"list", "get"}
	if slices.Contains(c.Rights, "decide") {
		// What nobody may decide with may leave it out, as the trial workflow does that only reads.
		needed = append(needed, "act")
	}
	for _, op := range needed {
		note("the operation "+op, slices.Contains(c.Operations, op))
	}
	note("limits.page", c.Limits.Page > 0)
	note("limits.body", c.Limits.Body > 0)
	note("settleSeconds", c.SettleSeconds > 0)
	note("rules.selfApproval", c.Rules.SelfApproval != nil)
	note("rules.partial", c.Rules.Partial != nil)
	note("rules.types", len(c.Rules.Types) > 0)
	note("rules.commentOn", c.Rules.CommentOn != nil)
	if c.Gateway != "workflow" {
		// A workflow has no list of callers: whoever may launch one may launch it.
		note("caller.name", c.Caller.Name != "")
		note("caller.listed", c.Caller.Listed != nil)
	}
	note("the right read", slices.Contains(c.Rights, "read"))
	return errors.Join(wrong...)
}

func checkSelfTest(ctx context.Context, t *gatewaytest.Target) error {
	r, err := t.Get(ctx, "/selftest")
	if err != nil {
		return err
	}
	var body struct {
		Checked int      `json:"checked"`
		Missing []string `json:"missing"`
	}
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &body) != nil || body.Checked < 1 {
		return r.Wrong("200 with what was checked")
	}
	if len(body.Missing) > 0 {
		return fmt.Errorf("self-test: got %d members missing (%s), want none", len(body.Missing), strings.Join(body.Missing, ", "))
	}
	return nil
}
