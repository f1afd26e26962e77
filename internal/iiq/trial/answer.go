package trial

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// pair is one variable of a launched workflow.
type pair struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
}

// launchedAnswer is what of SCIM's answer to a launch counts. The variables stand under the schema, and once more among the
// attributes of the task's result.
type launchedAnswer struct {
	CompletionStatus string            `json:"completionStatus"`
	Messages         []json.RawMessage `json:"messages"`
	Attributes       []pair            `json:"attributes"`
	Launched         struct {
		Output []pair `json:"output"`
	} `json:"urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow"`
}

// result is what the workflow answers.
type result struct {
	Status  int               `json:"status"`
	Type    string            `json:"type"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// translate gives the workflow's answer as the plugin's. What SCIM refuses is no answer of the gateway's: credentials, a busy
// server and a redirect are told as they are, and all else as a gateway that could not be asked, so that a workflow or an
// endpoint that is missing is never taken for an object that is.
func translate(req *http.Request, resp *http.Response) (*http.Response, error) {
	switch status := resp.StatusCode; {
	case status == http.StatusOK || status == http.StatusCreated:
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusTooManyRequests,
		status/100 == 3, status/100 == 5:
		return resp, nil
	default:
		resp.StatusCode, resp.Status = http.StatusBadGateway, ""
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read the launched workflow: %w", err)
	}
	said, trouble := read(raw)
	if trouble != "" {
		out := refuse(req, http.StatusBadGateway, "iiq", trouble)
		keepHeaders(out.Header, resp.Header)
		return out, nil
	}
	out := reply(req, said.Status, said.Type, []byte(said.Body))
	for name, value := range said.Headers {
		out.Header.Set(name, value)
	}
	keepHeaders(out.Header, resp.Header)
	return out, nil
}

// keepHeaders keeps what IIQ itself says beside the workflow.
func keepHeaders(to, from http.Header) {
	if date := from.Get("Date"); date != "" {
		to.Set("Date", date)
	}
}

// read finds what the workflow answered; otherwise trouble says why there is nothing.
func read(raw []byte) (said result, trouble string) {
	var launched launchedAnswer
	if len(raw) > mostAnswer || json.Unmarshal(raw, &launched) != nil {
		return said, "SCIM's answer to the launch is no JSON, or too long"
	}
	for _, one := range append(launched.Launched.Output, launched.Attributes...) {
		text, isText := one.Value.(string)
		if one.Key == "result" && isText && json.Unmarshal([]byte(text), &said) == nil && said.Status >= 200 && said.Status <= 599 {
			return said, ""
		}
	}
	trouble = "the launched workflow gave no result"
	if launched.CompletionStatus != "" && launched.CompletionStatus != "Success" {
		trouble += ", completion status " + strconv.Quote(launched.CompletionStatus)
	}
	if len(launched.Messages) > 0 {
		trouble += ": " + strings.Trim(string(launched.Messages[0]), `"`)
	}
	return said, trouble
}

// refuse is a refusal in the gateway's form.
func refuse(req *http.Request, status int, word, message string) *http.Response {
	// Two texts can always be encoded.
	body, _ := json.Marshal(map[string]string{"error": word, "message": message})
	return reply(req, status, "application/json", body)
}

func reply(req *http.Request, status int, kind string, body []byte) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		Request: req,
	}
}
