package slacksim

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// call is one request to the Web API: its arguments come from the query and from a form or JSON body.
type call struct {
	method string
	args   map[string]any
	token  string
	scopes []string
	bytes  int
	// warnings go into the answer's response_metadata.
	warnings []string
}

// readCall reads a request as Slack does. The token of a JSON body does not count, that of the header does
// (https://docs.slack.dev/apis/web-api); `bearer` in lower case counts as none.
func readCall(r *http.Request, name string) (*call, error) {
	c := &call{method: name, args: map[string]any{}}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	for key, vs := range r.URL.Query() {
		c.args[key] = vs[0]
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	if c.bytes = len(body); len(body) > maxBody {
		return nil, fail("request_too_large")
	}
	if err := c.readBody(r, body); err != nil {
		return nil, err
	}
	if t, ok := c.args["token"].(string); ok && c.token == "" {
		c.token = t
	}
	delete(c.args, "token")
	return c, nil
}

func (c *call) readBody(r *http.Request, body []byte) error {
	if r.Method == http.MethodGet || len(body) == 0 {
		return nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return fail("missing_post_type")
	}
	switch kind {
	case "application/json":
		var args map[string]any
		dec := json.NewDecoder(strings.NewReader(string(body)))
		dec.UseNumber()
		if err := dec.Decode(&args); err != nil {
			return fail("invalid_json")
		}
		delete(args, "token")
		for key, v := range args {
			c.args[key] = v
		}
	case "application/x-www-form-urlencoded":
		return c.readForm(string(body))
	case "multipart/form-data":
		return c.readMultipart(body, params["boundary"])
	default:
		return fail("invalid_post_type")
	}
	return nil
}

// text gives a string argument; numbers and booleans of a JSON body count as their text.
func (c *call) text(name string) string {
	switch v := c.args[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (c *call) has(name string) bool {
	v, ok := c.args[name]
	return ok && v != nil
}

func (c *call) flag(name string) bool {
	v := strings.ToLower(c.text(name))
	return v == "true" || v == "1"
}

// whole gives an integer argument, or other when it is missing.
func (c *call) whole(name string, other int) (int, error) {
	s := c.text(name)
	if s == "" {
		return other, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, invalidArguments("", "[ERROR] must be an integer [json-pointer:/"+name+"]")
	}
	return n, nil
}

// json gives a structured argument: JSON in a form field, or the value itself in a JSON body. Nil means not given.
func (c *call) json(name string) json.RawMessage {
	switch v := c.args[name].(type) {
	case nil:
		return nil
	case string:
		if v == "" {
			return nil
		}
		return json.RawMessage(v)
	default:
		raw, err := json.Marshal(v)
		if err != nil {
			return nil
		}
		return raw
	}
}

// needs wants every one of the arguments, before anything is looked up.
func (c *call) needs(names ...string) error {
	for _, name := range names {
		if s, isText := c.args[name].(string); !c.has(name) || (isText && s == "") {
			return invalidArguments("", fmt.Sprintf("[ERROR] missing required field: %s", name))
		}
	}
	return nil
}
