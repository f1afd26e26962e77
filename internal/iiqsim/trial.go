package iiqsim

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// TrialWorkflow is the name of the workflow by which the gateway's words are asked over SCIM.
const TrialWorkflow = "Approvals Gateway Trial"

const (
	scimLaunched   = "urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow"
	scimTaskResult = "urn:ietf:params:scim:schemas:sailpoint:1.0:TaskResult"
	// maxLaunch is the largest launch that is read, in bytes.
	maxLaunch = 1 << 20
)

// Values of Options.Trial.
const (
	// TrialReads has the trial workflow, which only reads.
	TrialReads = "reads"
	// TrialDecides has one in which an administrator has allowed decisions.
	TrialDecides = "decides"
)

// launch is the body of a launched workflow. The fields under the schema are the ones that count.
type launch struct {
	Schemas  []string `json:"schemas"`
	Launched *struct {
		Name  string `json:"workflowName"`
		Input []struct {
			Key   string `json:"key"`
			Value string `json:"value"`
		} `json:"input"`
	} `json:"urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow"`
}

// readLaunch gives the inputs of a launch; wrong says why there are none.
func readLaunch(w http.ResponseWriter, r *http.Request) (inputs map[string]string, wrong string) {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if kind != "application/scim+json" && kind != "application/json" {
		return nil, "the media type is not supported"
	}
	var l launch
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, maxLaunch)).Decode(&l) != nil {
		return nil, "the body is not JSON of a launched workflow"
	}
	if !named(l.Schemas, scimLaunched) || l.Launched == nil {
		return nil, "workflowName is required under " + scimLaunched
	}
	if l.Launched.Name != TrialWorkflow {
		return nil, "there is no workflow of this name"
	}
	inputs = map[string]string{}
	for _, one := range l.Launched.Input {
		inputs[one.Key] = one.Value
	}
	return inputs, ""
}

// handleLaunch runs the simulated workflow: the gateway's own answers, in the form of a launched workflow.
func (s *Sim) handleLaunch(w http.ResponseWriter, r *http.Request) {
	inputs, wrong := readLaunch(w, r)
	if wrong != "" {
		writeSCIMError(w, http.StatusBadRequest, wrong)
		return
	}
	answer := &recorder{header: http.Header{}, status: http.StatusOK}
	s.trialAnswer(r.Context(), answer, inputs)
	headers := map[string]string{}
	for _, name := range []string{"X-Next-Cursor", "X-More", "X-Outcome", "X-Audit", "Retry-After"} {
		if v := answer.header.Get(name); v != "" {
			headers[name] = v
		}
	}
	// Texts and numbers can always be encoded.
	result, _ := json.Marshal(map[string]any{
		"status": answer.status, "type": answer.header.Get("Content-Type"), "headers": headers, "body": answer.body.String(),
	})
	output := []map[string]string{{"key": "result", "value": string(result), "type": "string"}}
	writeSCIM(w, http.StatusCreated, map[string]any{
		"schemas": []string{scimLaunched, scimTaskResult}, "id": s.freshID(), "type": "Workflow",
		"completionStatus": "Success", "messages": []string{}, "attributes": output,
		scimLaunched: map[string]any{"workflowName": TrialWorkflow, "output": output},
	})
}

// freshID is an id that no object has.
func (s *Sim) freshID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.newID()
}

// trialAnswer answers one word of the workflow. It has no caller: whoever launches it, its script has all rights.
func (s *Sim) trialAnswer(ctx context.Context, w http.ResponseWriter, in map[string]string) {
	method, serve := http.MethodGet, http.HandlerFunc(nil)
	switch in["op"] {
	case "ping":
		serve = s.gatewayPing
	case "capabilities":
		serve = s.trialCapabilities
	case "selftest":
		serve = s.gatewaySelfTest
	case "list":
		serve = s.gatewayItems
	case "get":
		serve = s.gatewayItem
	case "requests":
		serve = s.gatewayRequests
	case "request":
		serve = s.gatewayRequest
	case "members":
		serve = s.gatewayMembers
	case "identities":
		serve = s.gatewayPeople
	case "entities":
		serve = s.gatewayEntities
	case "states":
		serve = s.gatewayStates
	case "changes":
		serve = s.gatewayChanges
	case "outcomes":
		method, serve = http.MethodPost, s.gatewayOutcomes
	case "act":
		method, serve = http.MethodPut, s.trialAct(in)
	default:
		refused("bad_body", "there is no such op").write(w)
		return
	}
	query := url.Values{}
	for _, name := range []string{"cursor", "limit", "offset", "after", "filter", "orderby", "attributes"} {
		if v := in[name]; v != "" {
			query.Set(name, v)
		}
	}
	r := &http.Request{Method: method, URL: &url.URL{RawQuery: query.Encode()}, Header: http.Header{}, Body: trialBody(in)}
	r = r.WithContext(ctx)
	r.SetPathValue("id", in["id"])
	serve(w, r)
}

// trialAct decides a whole item, where that is allowed.
func (s *Sim) trialAct(in map[string]string) http.HandlerFunc {
	switch {
	case s.opts.Trial != TrialDecides:
		return refused("excluded", "the workflow only reads").handler()
	case in["lines"] != "" && in["lines"] != "[]":
		return refused("no_lines", "the workflow decides whole items alone").handler()
	}
	return s.gatewayDecide
}

func (no *refusedCall) handler() http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { no.write(w) }
}

// trialBody is the body that the plugin would have been sent.
func trialBody(in map[string]string) *closedBuffer {
	body := map[string]any{}
	for _, name := range []string{"approver", "state", "comment"} {
		if v, given := in[name]; given {
			body[name] = v
		}
	}
	for _, name := range []string{"items", "expect"} {
		if v := in[name]; json.Valid([]byte(v)) {
			body[name] = json.RawMessage(v)
		}
	}
	// Texts, and JSON that is valid, can always be encoded.
	raw, _ := json.Marshal(body)
	return &closedBuffer{*bytes.NewBuffer(raw)}
}

func (s *Sim) trialCapabilities(w http.ResponseWriter, _ *http.Request) {
	operations := []string{"list", "get", "changes", "states", "outcomes", "members.nested", "identities"}
	rights := []string{rightRead}
	if s.opts.Trial == TrialDecides {
		operations, rights = append(operations, "act", "act.tag"), append(rights, rightDecide)
	}
	s.mu.Lock()
	g := s.gateway
	body := map[string]any{
		"contract": 1, "gateway": "workflow", "version": "simulated", "iiq": "simulated", "now": s.nowMillis(), "operations": operations,
		"limits":        map[string]int{"page": g.number("page"), "states": g.number("states"), "body": maxGatewayBody},
		"settleSeconds": g.number("settleSeconds"),
		"rules": map[string]any{
			"selfApproval": false, "commentOn": []string{StateRejected}, "types": g.list("types"), "partial": false,
		},
		"rights": rights,
	}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, body)
}

// closedBuffer is a body that need not be closed.
type closedBuffer struct{ bytes.Buffer }

// Close does nothing.
func (*closedBuffer) Close() error { return nil }
