package iiq

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// What those who use a client need to know of its calls.
type (
	// Observer is told of each request that went out.
	Observer = transport.Observer
	// RefusedError is IIQ's refusal of one call.
	RefusedError = transport.RefusedError
)

var (
	// ErrBadArgument is a value that must not go into a call. Nothing was sent.
	ErrBadArgument = transport.ErrBadArgument
	// ErrReadOnly says that the client only reads, and the request would have written. Nothing was sent.
	ErrReadOnly = transport.ErrReadOnly
)

// Urgent marks requests that somebody waits for. They may take every slot; all others leave some free.
func Urgent(ctx context.Context) context.Context { return transport.Urgent(ctx) }

// Client speaks to one IIQ. Its methods may be called from any goroutine; all share the slots and the token.
type Client struct {
	cfg   Config
	calls *transport.Caller
	clock func() time.Time
	log   *slog.Logger
	// listLimit bounds the body of a list, in bytes.
	listLimit int64

	itemPages pageSense
	people    identityTable
	users     *scimClient
	catalogue *catalogueClient
	dates     *dateBook
	reviews   []column
	// signedRefused: this IIQ cannot filter entities by the signature of their review.
	signedRefused atomic.Bool
	unread        unreadLog
	partly        unreadLog
	gateway       *gatewayBook
	unusable      lately
	batch         batchSense
}

// New checks the configuration and connects nothing yet. It uses through's Transport (nil: one of our own), and
// not its redirects, cookies and time-out. log and observe may be nil.
func New(cfg Config, through *http.Client, clock func() time.Time, log *slog.Logger, observe Observer) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("read IdentityIQ settings: %w", err)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	calls := transport.New(cfg.forCalls(), through, clock, log, observe)
	dates := &dateBook{server: &calls.Server, clock: clock, log: log}
	c := &Client{
		cfg: cfg, calls: calls, clock: clock, log: log, listLimit: transport.ListBodyLimit, gateway: newGatewayBook(),
		dates:     dates,
		users:     &scimClient{calls: calls, root: cfg.RootURL, dates: dates, clock: clock, log: log, listLimit: transport.ListBodyLimit},
		catalogue: &catalogueClient{calls: calls, root: cfg.RootURL, language: cfg.Language, clock: clock, log: log},
		unread:    unreadLog{words: "a work item cannot be read and is left out"},
		partly:    unreadLog{words: "a work item cannot be read whole; it is decided in IdentityIQ only"},
	}
	var err error
	if c.people, err = newIdentityTable(cfg); err != nil {
		return nil, err
	}
	c.reviews, err = readColumns(cfg.ReviewColumns, []string{"id"})
	return c, err
}

// Ping asks IIQ whether it lives, with the token. The status alone counts: docs/iiq-wire.md#health. It tries once.
func (c *Client) Ping(ctx context.Context) error {
	err := c.calls.ReadOnce(ctx, transport.Read{
		Endpoint: "rest/ping", URL: c.cfg.RootURL + "/rest/ping", Limit: transport.ErrorBodyLimit,
		Parse: func(*transport.Answer) error { return nil },
	})
	if err != nil {
		return fmt.Errorf("ping IdentityIQ: %w", err)
	}
	return nil
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
