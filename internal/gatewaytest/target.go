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
	"time"
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
	// Missed is told of how many changes that were committed later than the gateway allows for the cursor told nothing; nil is nobody.
	Missed func(missed, of int)
	// Key is the key of the proofs that the gateway wants with what changes something; "" sends none. Ahead is how far the gateway's
	// clock is ahead of ours.
	Key   string
	Ahead time.Duration
	// Columns are further columns of identities that this IdentityIQ knows.
	Columns []string

	mu     sync.Mutex
	token  string
	people *Cast
	fresh  int
}

// Call is one request below the plugin's base.
type Call struct {
	Method, Path string
	Query        url.Values
	// Body is sent as it is when it is a string, else as JSON; nil sends none.
	Body   any
	Header http.Header
	// As is another client's token; "" is the target's own, NoToken none.
	As string
}

// NoToken is what Call.As says where a call goes without any token.
const NoToken = "-"

// Send makes one call. A 401 with a token of its own is tried once more with a new one.
func (t *Target) Send(ctx context.Context, c Call) (Reply, error) {
	w := wire{t}
	token, err := w.tokenFor(ctx, c.As, false)
	if err != nil {
		return Reply{}, err
	}
	r, err := w.sendWith(ctx, c, token)
	if err != nil || r.Status != http.StatusUnauthorized || c.As != "" {
		return r, err
	}
	if token, err = w.tokenFor(ctx, "", true); err != nil {
		return Reply{}, err
	}
	return w.sendWith(ctx, c, token)
}

// wire makes the requests of a target, and fetches their tokens.
type wire struct{ *Target }

func (t wire) tokenFor(ctx context.Context, as string, renew bool) (string, error) {
	switch as {
	case NoToken:
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
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &answer) != nil || answer.Token == "" {
		return "", fmt.Errorf("fetch token: got status %d, want 200 with an access_token", r.Status)
	}
	return answer.Token, nil
}

func (t wire) sendWith(ctx context.Context, c Call, token string) (Reply, error) {
	var body io.Reader = http.NoBody
	var sent []byte
	if c.Body != nil {
		raw, isText := c.Body.(string)
		if !isText {
			encoded, err := json.Marshal(c.Body)
			if err != nil {
				return Reply{}, fmt.Errorf("encode body: %w", err)
			}
			raw = string(encoded)
		}
		sent = []byte(raw)
		body = bytes.NewReader(sent)
	}
	address := t.Root + "/" + t.Path + c.Path
	if len(c.Query) > 0 {
		address += "?" + strings.ReplaceAll(c.Query.Encode(), "+", "%20")
	}
	req, err := http.NewRequestWithContext(ctx, c.Method, address, body)
	if err != nil {
		return Reply{}, fmt.Errorf("make request: %w", err)
	}
	if t.Key != "" && c.Method != http.MethodGet {
		req.Header = Proof(t.Key, c.Method, c.Path, time.Now().Add(t.Ahead).UnixMilli(), sent)
	}
	for name, values := range c.Header {
		req.Header[name] = values
	}
	if c.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	r, err := t.do(req)
	r.What, r.quiet = c.Method+" "+c.Path, t.Quiet
	return r, err
}

func (t wire) do(req *http.Request) (Reply, error) {
	client := t.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return Reply{}, fmt.Errorf("call: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return Reply{}, fmt.Errorf("read answer: %w", err)
	}
	return Reply{What: req.Method + " " + req.URL.Path, Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

// Get asks for a path, with parameters as name and value in turn.
func (t *Target) Get(ctx context.Context, path string, params ...string) (Reply, error) {
	return t.Send(ctx, Call{Method: http.MethodGet, Path: path, Query: Query(params...)})
}

// Query gives parameters, which are given as name and value in turn.
func Query(params ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		values.Set(params[i], params[i+1])
	}
	return values
}

// Headers gives headers, which are given as name and value in turn.
func Headers(all ...string) http.Header {
	header := http.Header{}
	for i := 0; i+1 < len(all); i += 2 {
		header.Set(all[i], all[i+1])
	}
	return header
}

// IsGateway tells whether the target is the gateway, and not the vendor's plugin.
func (t *Target) IsGateway() bool { return t.Operations != nil }

// Unique gives a name that no other fixture has, now or in an earlier run.
func (t *Target) Unique(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fresh++
	return fmt.Sprintf("%s.%s%d", name, RandomHex(4), t.fresh)
}

// RandomHex gives n random bytes as hexadecimal digits.
func RandomHex(n int) string {
	raw := make([]byte, n)
	// crypto/rand.Read never fails: https://pkg.go.dev/crypto/rand#Read
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}

// AbsentID is an id of the right shape that no object has.
func AbsentID() string { return "ffff" + RandomHex(14) }

// Another makes another client of an account with these rights, and gives its token.
func (t *Target) Another(ctx context.Context, account string, rights ...string) (string, error) {
	c := Client{ID: t.Unique("client"), Secret: RandomHex(16), Name: account, Rights: rights}
	if err := GatewayOf(t).AddClient(ctx, c); err != nil {
		return "", fmt.Errorf("make a client: %w", err)
	}
	return wire{t}.fetchToken(ctx, c.ID, c.Secret)
}
