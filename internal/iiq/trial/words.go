package trial

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// input is one input variable of a launched workflow.
type input struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Type  string `json:"type"`
}

func inputOf(key, value string) input { return input{key, value, "string"} }

// words are the calls that the workflow has, each with its op; {id} stands for any part of a path.
func words() map[string]string {
	return map[string]string{
		"GET ping":                          "ping",
		"GET capabilities":                  "capabilities",
		"GET selftest":                      "selftest",
		"GET object/WorkItem":               "list",
		"GET object/WorkItem/{id}":          "get",
		"PUT object/WorkItem/{id}":          "act",
		"GET object/IdentityRequest":        "requests",
		"GET object/IdentityRequest/{id}":   "request",
		"GET object/workgroup/{id}/members": "members",
		"GET table/Identity":                "identities",
		"GET table/CertificationEntity":     "entities",
		"GET states/WorkItem":               "states",
		"GET changes/WorkItem":              "changes",
		"POST outcomes":                     "outcomes",
	}
}

// wordOf gives the op of a call, and the id in its path; ok is false where the workflow has no such call.
func wordOf(method, path string) (op, id string, ok bool) {
	parts := strings.Split(path, "/")
	if len(parts) >= 3 && parts[0] == "object" {
		id, parts[2] = parts[2], "{id}"
	}
	op, ok = words()[method+" "+strings.Join(parts, "/")]
	return op, id, ok
}

// parameters are the parameters of a query that the workflow takes, in the order in which they are sent.
func parameters() []string {
	return []string{"cursor", "limit", "offset", "after", "filter", "orderby", "attributes"}
}

// inputsOf translates a call. ok is false where its body is none that the workflow could take.
func inputsOf(op, id string, query url.Values, header http.Header, body []byte) (all []input, ok bool) {
	all = []input{inputOf("op", op)}
	add := func(key, value string) {
		if value != "" {
			all = append(all, inputOf(key, value))
		}
	}
	add("id", id)
	for _, name := range parameters() {
		add(name, query.Get(name))
	}
	add("key", header.Get("Idempotency-Key"))
	if len(body) == 0 {
		return all, op != "act" && op != "outcomes"
	}
	var said map[string]json.RawMessage
	if json.Unmarshal(body, &said) != nil {
		return nil, false
	}
	for _, name := range []string{"approver", "state", "comment"} {
		text, isText := textOf(said[name])
		if !isText {
			return nil, false
		}
		add(name, text)
	}
	for _, name := range []string{"items", "lines", "expect"} {
		if raw := string(said[name]); raw != "null" {
			add(name, raw)
		}
	}
	return all, true
}

// textOf reads a text; what is absent or null is empty.
func textOf(raw json.RawMessage) (text string, ok bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", true
	}
	return text, json.Unmarshal(raw, &text) == nil
}

// changes tells whether an op may change something in IIQ.
func changes(op string) bool { return slices.Contains([]string{"act"}, op) }
