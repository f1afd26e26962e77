package iiq

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

const userAgent = "iiq-approvals-bot"

// Observer is called after each request that went out: with the name of the call without ids (fit for a metric's
// label), the status (0 where none came), and the time until its answer was read.
type Observer func(endpoint string, status int, took time.Duration)

// Client speaks to one IIQ. Its methods may be called from any goroutine; all share the slots and the token.
type Client struct {
	cfg   Config
	http  *http.Client
	clock func() time.Time
	log   *slog.Logger
	wait  func(context.Context, time.Duration) bool
	// listLimit bounds the body of a list, in bytes.
	listLimit int64

	itemPages pageSense
	people    identityTable
	users     userList
	// scim sends the calls to SCIM, with its own account or the token of all other calls.
	scim    *http.Client
	reviews []column
	// signedRefused: this IIQ cannot filter entities by the signature of their review.
	signedRefused atomic.Bool
	unread        unreadLog
	partly        unreadLog
	server        serverClock
	gateway       *gatewayBook
	ahead         aheadBook
	datesUnread   lately
	unusable      lately
	batch         batchSense
}

// New checks the configuration and connects nothing yet. It uses transport's own Transport (nil: one of our own), and
// not its redirects, cookies and time-out. log and observe may be nil.
func New(cfg Config, transport *http.Client, clock func() time.Time, log *slog.Logger, observe Observer) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("read IdentityIQ settings: %w", err)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if observe == nil {
		observe = func(string, int, time.Duration) {}
	}
	base := baseTransport(cfg, transport)
	if cfg.ReadOnly {
		base = newReadOnly(base, cfg, log)
	}
	through := &gate{
		base: &callLog{base: base, clock: clock, log: log}, slots: semaphore.NewWeighted(int64(cfg.MaxConcurrency)),
		calm:    semaphore.NewWeighted(calmSlots(cfg.MaxConcurrency)),
		timeout: cfg.Timeout, clock: clock, observe: observe,
	}
	// A fetch of a token may first wait for a slot for as long as one request takes.
	tokens := &tokenCache{fetch: newTokenSource(cfg, through, clock).fetch, timeout: 2 * cfg.Timeout, clock: clock}
	c := &Client{
		cfg: cfg, clock: clock, log: log, wait: waitFor, listLimit: listBodyLimit, gateway: newGatewayBook(),
		unread: unreadLog{words: "a work item cannot be read and is left out"},
		partly: unreadLog{words: "a work item cannot be read whole; it is decided in IdentityIQ only"},
		http:   &http.Client{Transport: &bearer{base: through, tokens: tokens}, CheckRedirect: stay},
	}
	if c.scim = c.http; cfg.SCIMUser != "" {
		c.scim = &http.Client{Transport: &account{base: through, user: cfg.SCIMUser, password: cfg.SCIMPassword}, CheckRedirect: stay}
	}
	var err error
	if c.people, err = newIdentityTable(cfg); err != nil {
		return nil, err
	}
	c.reviews, err = readColumns(cfg.ReviewColumns, []string{"id"})
	return c, err
}

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

// Ping asks IIQ whether it lives, with the token. The status alone counts: docs/iiq-wire.md#health. It tries once.
func (c *Client) Ping(ctx context.Context) error {
	err := c.readOnce(ctx, read{
		endpoint: "rest/ping", url: c.cfg.RootURL + "/rest/ping", limit: errorBodyLimit,
		parse: func(*answer) error { return nil },
	})
	if err != nil {
		return fmt.Errorf("ping IdentityIQ: %w", err)
	}
	return nil
}

// read is one GET: its name for the observer, its address, the kind that its status is judged by, how much of its body
// is read, and how. parse starts anew at every try.
type read struct {
	endpoint string
	url      string
	kind     callKind
	limit    int64
	// through is nil for the client that sends the token.
	through *http.Client
	parse   func(*answer) error
}

// answer is a 200: its header, and its body up to the limit.
type answer struct {
	header http.Header
	body   io.Reader
}

// date is when IIQ answered, by its own clock; zero when the answer has no date.
func (a *answer) date() time.Time {
	t, err := http.ParseTime(a.header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t
}

// read sends a GET, and repeats it where that helps.
func (c *Client) read(ctx context.Context, r read) error {
	return c.retry(ctx, func() error { return c.readOnce(ctx, r) })
}

func (c *Client) readOnce(ctx context.Context, r read) error {
	req, err := c.request(withEndpoint(ctx, r.endpoint), http.MethodGet, r.url, nil)
	if err != nil {
		return err
	}
	if r.kind == callSCIM || r.kind == callUser {
		req.Header.Set("Accept", "application/scim+json, application/json")
	}
	resp, err := either(r.through, c.http).Do(req)
	if err != nil {
		return sendFailure(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		err = meaning(resp, r.kind, c.clock())
		drain(resp.Body)
		return err
	}
	c.server.hear(resp.Header, c.clock())
	body, kept := &cappedReader{src: resp.Body, left: r.limit}, &head{left: pageHead}
	if err = r.parse(&answer{resp.Header, wire.WithoutByteOrderMark(&teeReader{body, kept})}); err != nil {
		return senseless(parseFailure(ctx, body, err), kept)
	}
	drain(resp.Body)
	return nil
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
func (c *Client) request(ctx context.Context, method, address string, body io.Reader) (*http.Request, error) {
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

// pluginURL is an address below the plugin's base: docs/iiq-wire.md#ways-in
func (c *Client) pluginURL(path string, query url.Values) string {
	address := c.cfg.RootURL + "/" + c.cfg.PluginPath + path
	if len(query) > 0 {
		// IIQ's examples write blanks as %20. Not every server reads a `+` as a blank.
		address += "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	return address
}
