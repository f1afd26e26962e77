package trial

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Path is where calls to the workflow go below {root}, as far as the client knows. Nothing is ever sent to it.
const Path = "trial-workflow"

const (
	launch         = "/scim/v2/LaunchedWorkflows"
	launchedSchema = "urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow"
	resultSchema   = "urn:ietf:params:scim:schemas:sailpoint:1.0:TaskResult"
	// mostQuestion and mostAnswer bound what is read of a call's body and of SCIM's answer, in bytes.
	mostQuestion = 1 << 20
	mostAnswer   = 64 << 20
)

// Workflow sends the calls below Path by launching the workflow, and all others as they are. It may be used from any goroutine.
type Workflow struct {
	Base http.RoundTripper
	// Root is {root}, without a slash at its end. Name is the workflow's.
	Root, Name string
	// User and Password are SCIM's own account; without them a call keeps the authorisation that it has.
	User, Password string
	// Decides lets through what changes something. Without it such a call is answered here with the word `excluded`.
	Decides bool
}

// RoundTrip answers as the plugin would.
func (w *Workflow) RoundTrip(req *http.Request) (*http.Response, error) {
	path, is := w.below(req.URL)
	if !is {
		return w.Base.RoundTrip(req)
	}
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	op, id, known := wordOf(req.Method, path)
	switch {
	case !known:
		return refuse(req, http.StatusNotFound, "gone", "the workflow has no such call"), nil
	case changes(op) && !w.Decides:
		return refuse(req, http.StatusUnprocessableEntity, "excluded", "the bot only reads by the trial workflow"), nil
	}
	inputs, fits := inputsOf(op, id, req.URL.Query(), req.Header, body)
	if !fits {
		return refuse(req, http.StatusBadRequest, "bad_body", "the body is no JSON that the workflow takes"), nil
	}
	launched, err := w.launch(req, inputs)
	if err != nil {
		return nil, err
	}
	resp, err := w.Base.RoundTrip(launched)
	if err != nil {
		return nil, err
	}
	return translate(req, resp)
}

// below gives the path of a call below Path.
func (w *Workflow) below(u *url.URL) (path string, is bool) {
	root, err := url.Parse(w.Root)
	if err != nil || u.Host != root.Host {
		return "", false
	}
	return strings.CutPrefix(u.Path, root.Path+"/"+Path+"/")
}

func bodyOf(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer func() { _ = req.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(req.Body, mostQuestion))
	if err != nil {
		return nil, fmt.Errorf("read the call's body: %w", err)
	}
	return body, nil
}

// launch makes the request that launches the workflow: docs/iiq-wire.md#scim
func (w *Workflow) launch(req *http.Request, inputs []input) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{
		"schemas":      []string{launchedSchema, resultSchema},
		launchedSchema: map[string]any{"workflowName": w.Name, "input": inputs},
	})
	if err != nil {
		return nil, fmt.Errorf("encode the launch: %w", err)
	}
	out, err := http.NewRequestWithContext(req.Context(), http.MethodPost, w.Root+launch, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the launch: %w", err)
	}
	for _, name := range []string{"Authorization", "User-Agent", "X-Request-Id"} {
		if v := req.Header.Get(name); v != "" {
			out.Header.Set(name, v)
		}
	}
	out.Header.Set("Content-Type", "application/scim+json")
	out.Header.Set("Accept", "application/scim+json, application/json")
	if w.User != "" {
		out.SetBasicAuth(w.User, w.Password)
	}
	return out, nil
}
