package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/trial"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

const userAgent = "iiq-approvals-bot"

// Observer is called after each request that went out: with the name of the call without ids (fit for a metric's
// label), the status (0 where none came), and the time until its answer was read.
type Observer func(endpoint string, status int, took time.Duration)

// Config says where IIQ is, as whom the bot calls it, and how many calls may run at once.
type Config struct {
	// RootURL is where IIQ is, without a slash at its end.
	RootURL string
	// ClientID and ClientSecret are the OAuth client.
	ClientID, ClientSecret string
	// SCIMUser and SCIMPassword are an account for SCIM. Without them SCIM is sent the OAuth token.
	SCIMUser, SCIMPassword string
	// PluginURL is the plugin's address, without a slash at its end. DecisionKey is the key of the proofs that calls there carry
	// which may change something; "" sends none.
	PluginURL, DecisionKey string
	// Timeout is for one request. MaxConcurrency counts requests in flight.
	Timeout        time.Duration
	MaxConcurrency int
	// TrialWorkflow is the name of the workflow that is launched in the place of the plugin's calls; "" for none. TrialDecides lets it
	// decide as well.
	TrialWorkflow string
	TrialDecides  bool
	// ReadOnly refuses every request that might write. Refused, which may be nil, is called with the name of each refused call.
	ReadOnly bool
	Refused  func(endpoint string)
}

// Caller sends the calls to one IIQ. Its methods may be called from any goroutine; all share the slots and the token.
type Caller struct {
	http *http.Client
	// scim sends the calls to SCIM, with its own account or the token of all other calls.
	scim *http.Client
	// catalogue is scim, but for the token that a 401 leaves alone.
	catalogue *http.Client
	tokens    *tokenCache
	clock     func() time.Time
	// Wait pauses between two tries. It returns false when the context has ended, or would end first. Tests put their own here.
	Wait func(context.Context, time.Duration) bool
	// Server is IIQ's own clock.
	Server ServerClock
	// Proofs is the clock by which proofs are dated.
	Proofs ProofClock
}

// New connects nothing yet. It uses through's Transport (nil: one of our own), and not its redirects, cookies and time-out.
// observe may be nil.
func New(cfg Config, through *http.Client, clock func() time.Time, log *slog.Logger, observe Observer) *Caller {
	if observe == nil {
		observe = func(string, int, time.Duration) {}
	}
	base := baseTransport(cfg, through)
	if cfg.TrialWorkflow != "" {
		// Below what refuses writes, since a launch is a POST also where it only reads.
		base = &trial.Workflow{Base: base, Root: cfg.RootURL, Name: cfg.TrialWorkflow, User: cfg.SCIMUser, Password: cfg.SCIMPassword,
			Decides: cfg.TrialDecides && !cfg.ReadOnly}
	}
	if cfg.ReadOnly {
		base = newReadOnly(base, cfg, log)
	}
	c := &Caller{clock: clock, Wait: waitFor}
	base = &callLog{base: base, clock: clock, log: log}
	if cfg.DecisionKey != "" {
		base = &prover{base: base, below: cfg.PluginURL + "/", key: cfg.DecisionKey, clock: clock, gateway: &c.Proofs}
	}
	gated := &gate{
		base: base, slots: semaphore.NewWeighted(int64(cfg.MaxConcurrency)),
		calm:    semaphore.NewWeighted(calmSlots(cfg.MaxConcurrency)),
		timeout: cfg.Timeout, clock: clock, observe: observe,
	}
	// A fetch of a token may first wait for a slot for as long as one request takes.
	c.tokens = &tokenCache{fetch: newTokenSource(cfg, gated, clock).fetch, timeout: 2 * cfg.Timeout, clock: clock}
	c.http = &http.Client{Transport: &bearer{base: gated, tokens: c.tokens}, CheckRedirect: stay}
	c.scim, c.catalogue = c.http, &http.Client{Transport: &bearer{base: gated, tokens: c.tokens, keeps: true}, CheckRedirect: stay}
	if cfg.SCIMUser != "" {
		c.scim = &http.Client{Transport: &account{base: gated, user: cfg.SCIMUser, password: cfg.SCIMPassword}, CheckRedirect: stay}
		c.catalogue = c.scim
	}
	return c
}

// TokensDropped is how many tokens got a 401 from a call that IIQ takes them for, and were replaced.
func (c *Caller) TokensDropped() int64 { return c.tokens.dropped.Load() }

// stay follows no redirect: a token must never go to another address, and a login page is no answer.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func baseTransport(cfg Config, given *http.Client) http.RoundTripper {
	if given != nil && given.Transport != nil {
		return given.Transport
	}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: cfg.Timeout, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    cfg.Timeout,
		MaxIdleConns:           cfg.MaxConcurrency,
		MaxIdleConnsPerHost:    cfg.MaxConcurrency,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// Read is one call that changes nothing: its name for the observer, its address, the kind that its status is judged by, how much of
// its body is read, and how. Parse starts anew at every try. It is a GET, or a POST where it has a Question.
type Read struct {
	Endpoint string
	URL      string
	Question []byte
	Kind     CallKind
	Limit    int64
	Parse    func(*Answer) error
}

// Answer is a 200: its header, and its body up to the limit.
type Answer struct {
	Header http.Header
	Body   io.Reader
}

// Date is when IIQ answered, by its own clock; zero when the answer has no date.
func (a *Answer) Date() time.Time {
	t, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Read sends a GET, and repeats it where that helps.
func (c *Caller) Read(ctx context.Context, r Read) error {
	return c.retry(ctx, func() error { return c.ReadOnce(ctx, r) })
}

// ReadOnce sends a GET once, and once more only after a 401.
func (c *Caller) ReadOnce(ctx context.Context, r Read) error {
	req, err := c.requestFor(ctx, r)
	if err != nil {
		return err
	}
	through := c.http
	if of := c.forSCIM(r.Kind); of != nil {
		req.Header.Set("Accept", "application/scim+json, application/json")
		through = of
	}
	resp, err := through.Do(req)
	if err != nil {
		return sendFailure(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		refused := r.Kind == CallChanges && refusesCursor(resp)
		if err = meaning(resp, r.Kind, c.clock()); refused {
			err = fmt.Errorf("%w: %w", approvals.ErrBadCursor, err)
		}
		drain(resp.Body)
		return err
	}
	c.Server.hear(resp.Header, c.clock())
	body, kept := &cappedReader{src: resp.Body, left: r.Limit}, &head{left: pageHead}
	if err = r.Parse(&Answer{resp.Header, wire.WithoutByteOrderMark(&teeReader{body, kept})}); err != nil {
		return senseless(parseFailure(ctx, body, err), kept)
	}
	drain(resp.Body)
	return nil
}

// forSCIM gives the client for a call to SCIM, nil for every other call.
func (c *Caller) forSCIM(kind CallKind) *http.Client {
	switch kind {
	case CallSCIM, CallUser:
		return c.scim
	case CallCatalogue:
		return c.catalogue
	}
	return nil
}

func (c *Caller) requestFor(ctx context.Context, r Read) (*http.Request, error) {
	ctx = withEndpoint(ctx, r.Endpoint)
	if r.Question == nil {
		return c.request(ctx, http.MethodGet, r.URL, nil)
	}
	req, err := c.request(ctx, http.MethodPost, r.URL, bytes.NewReader(r.Question))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, err
}

// refusesCursor reports whether a gateway refused the cursor. It leaves the body to be read again.
func refusesCursor(resp *http.Response) bool {
	if resp.StatusCode != http.StatusBadRequest {
		return false
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, ErrorBodyLimit))
	resp.Body = readAgain{io.MultiReader(bytes.NewReader(raw), resp.Body), resp.Body}
	var told struct {
		Error string `json:"error"`
	}
	return err == nil && json.Unmarshal(raw, &told) == nil && told.Error == "bad_cursor"
}

// parseFailure tells an answer that was cut on its way from a malformed one.
func parseFailure(ctx context.Context, body *cappedReader, err error) error {
	switch {
	case body.failure == wire.ErrTooLarge:
		return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrTooLarge)
	case body.failure != nil:
		return sendFailure(ctx, body.failure)
	case hasMeaning(err):
		return err
	}
	return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, err)
}

// pageHead is how much of an answer is looked at, in bytes, to tell a page from what IIQ says.
const pageHead = 1 << 10

// senseless adds to the failure of an answer with status 200 what its beginning tells.
func senseless(err error, kept *head) error {
	if errors.Is(err, approvals.ErrIIQBroken) {
		return troubled(err, http.StatusOK, kept.Bytes())
	}
	return err
}

// request makes a request whose body, if any, can be sent twice.
func (c *Caller) request(ctx context.Context, method, address string, body io.Reader) (*http.Request, error) {
	if len(address) > maxURL {
		return nil, fmt.Errorf("URL of %d bytes: %w", len(address), ErrBadArgument)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", ErrBadArgument)
	}
	req.Header.Set("User-Agent", userAgent)
	return req, nil
}

// Ask sends one GET, and gives the status and the beginning of the body, whatever they say.
func (c *Caller) Ask(ctx context.Context, endpoint, address string) (body []byte, status int, err error) {
	req, err := c.request(withEndpoint(ctx, endpoint), http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, sendFailure(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err = io.ReadAll(io.LimitReader(resp.Body, ErrorBodyLimit)); err != nil {
		return nil, 0, sendFailure(ctx, err)
	}
	return body, resp.StatusCode, nil
}
