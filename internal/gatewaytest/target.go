package gatewaytest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// mostAnswer bounds what is read of one answer, in bytes.
const mostAnswer = 64 << 20

// Target is what is checked. Its exported fields do not change once a check has begun; checks run one after another.
type Target struct {
	// Root is {root}: scheme, host, port and context root. Path is the plugin's base below it.
	Root, Path string
	// ClientID and ClientSecret are the OAuth client, with all rights.
	ClientID, ClientSecret string
	// Token fetches a token in the place of the two above; nil asks {root}/oauth2/token.
	Token func(ctx context.Context) (string, error)
	// HTTP is the client for all calls; nil is http.DefaultClient.
	HTTP *http.Client
	// Operations are what the gateway offers; nil is the vendor's plugin, which has no gateway's calls.
	Operations []string
	// Fixtures makes what a check needs. Without any, only the checks that read are run.
	Fixtures Fixtures
	// Quiet leaves what was answered out of errors, since it may be somebody's.
	Quiet bool
	// Changes is how many changes are made at once where none may be missed; 0 is 200.
	Changes int
	// Columns are further columns of identities that this IdentityIQ knows.
	Columns []string

	mu     sync.Mutex
	token  string
	people *cast
	fresh  int
}

// call is one request below the plugin's base.
type call struct {
	method, path string
	query        url.Values
	// body is sent as it is when it is a string, else as JSON; nil sends none.
	body   any
	header http.Header
	// as is another client's token; "" is the target's own, noToken none.
	as string
}

const noToken = "-"

// send makes one call. A 401 with a token of its own is tried once more with a new one.
func (t *Target) send(ctx context.Context, c call) (reply, error) {
	w := wire{t}
	token, err := w.tokenFor(ctx, c.as, false)
	if err != nil {
		return reply{}, err
	}
	r, err := w.sendWith(ctx, c, token)
	if err != nil || r.status != http.StatusUnauthorized || c.as != "" {
		return r, err
	}
	if token, err = w.tokenFor(ctx, "", true); err != nil {
		return reply{}, err
	}
	return w.sendWith(ctx, c, token)
}

// wire makes the requests of a target, and fetches their tokens.
type wire struct{ *Target }

func (t wire) tokenFor(ctx context.Context, as string, renew bool) (string, error) {
	switch as {
	case noToken:
		return "", nil
	case "":
	default:
		return as, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token != "" && !renew {
		return t.token, nil
	}
	var err error
	if t.Token != nil {
		t.token, err = t.Token(ctx)
	} else {
		t.token, err = t.fetchToken(ctx, t.ClientID, t.ClientSecret)
	}
	return t.token, err
}

// fetchToken is the client credentials grant.
func (t wire) fetchToken(ctx context.Context, id, secret string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.Root+"/oauth2/token?grant_type=client_credentials", http.NoBody)
	if err != nil {
		return "", fmt.Errorf("make token request: %w", err)
	}
	req.SetBasicAuth(id, secret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := t.do(req)
	if err != nil {
		return "", err
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &answer) != nil || answer.Token == "" {
		return "", fmt.Errorf("fetch token: got status %d, want 200 with an access_token", r.status)
	}
	return answer.Token, nil
}

func (t wire) sendWith(ctx context.Context, c call, token string) (reply, error) {
	var body io.Reader = http.NoBody
	if c.body != nil {
		raw, isText := c.body.(string)
		if !isText {
			encoded, err := json.Marshal(c.body)
			if err != nil {
				return reply{}, fmt.Errorf("encode body: %w", err)
			}
			raw = string(encoded)
		}
		body = bytes.NewReader([]byte(raw))
	}
	address := t.Root + "/" + t.Path + c.path
	if len(c.query) > 0 {
		address += "?" + strings.ReplaceAll(c.query.Encode(), "+", "%20")
	}
	req, err := http.NewRequestWithContext(ctx, c.method, address, body)
	if err != nil {
		return reply{}, fmt.Errorf("make request: %w", err)
	}
	for name, values := range c.header {
		req.Header[name] = values
	}
	if c.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	r, err := t.do(req)
	r.what, r.quiet = c.method+" "+c.path, t.Quiet
	return r, err
}

func (t wire) do(req *http.Request) (reply, error) {
	client := t.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return reply{}, fmt.Errorf("call: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return reply{}, fmt.Errorf("read answer: %w", err)
	}
	return reply{what: req.Method + " " + req.URL.Path, status: res.StatusCode, header: res.Header, body: body}, nil
}

// get asks for a path, with parameters as name and value in turn.
func (t *Target) get(ctx context.Context, path string, params ...string) (reply, error) {
	return t.send(ctx, call{method: http.MethodGet, path: path, query: query(params...)})
}

func query(params ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		values.Set(params[i], params[i+1])
	}
	return values
}

// headers are given as name and value in turn.
func headers(all ...string) http.Header {
	header := http.Header{}
	for i := 0; i+1 < len(all); i += 2 {
		header.Set(all[i], all[i+1])
	}
	return header
}

// decide sends a decision on a work item, with headers as name and value in turn.
func (t *Target) decide(ctx context.Context, id string, body any, named ...string) (reply, error) {
	return t.send(ctx, call{method: http.MethodPut, path: "/object/WorkItem/" + id, body: body, header: headers(named...)})
}

// decision is the body of a decision, with further keys in turn.
func decision(approver, state, comment string, more ...any) map[string]any {
	body := map[string]any{"approver": approver, "comment": comment}
	if state != "" {
		body["state"] = state
	}
	for i := 0; i+1 < len(more); i += 2 {
		name, _ := more[i].(string)
		body[name] = more[i+1]
	}
	return body
}

// isGateway tells whether the target is the gateway, and not the vendor's plugin.
func (t *Target) isGateway() bool { return t.Operations != nil }

// unique gives a name that no other fixture has, now or in an earlier run.
func (t *Target) unique(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fresh++
	return fmt.Sprintf("%s.%s%d", name, randomHex(4), t.fresh)
}

// randomHex gives n random bytes as hexadecimal digits.
func randomHex(n int) string {
	raw := make([]byte, n)
	// crypto/rand.Read never fails: https://pkg.go.dev/crypto/rand#Read
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}

// absentID is an id of the right shape that no object has.
func absentID() string { return "ffff" + randomHex(14) }
