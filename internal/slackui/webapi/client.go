package webapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/retryafter"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// Limiter keeps calls below Slack's limits, shared by the replicas.
type Limiter interface {
	// Wait returns when the method may be called; its error means that nothing was sent.
	Wait(ctx context.Context, method string) error
	// Rest reports a 429: nobody may call the method for d.
	Rest(method string, d time.Duration)
}

// Observer is called after each call, with the Web API method or "response_url", its outcome ("ok" or the kind of
// error), and how long it took.
type Observer func(method, outcome string, d time.Duration)

// Config is how Slack's Web API is reached.
type Config struct {
	// BotToken (xoxb-…) and AppToken (xapp-…); the latter is for CheckAppToken alone.
	BotToken, AppToken string
	// APIURL is the address with its final slash, as https://slack.com/api/ .
	APIURL string
	// Limiter may be nil: no limits of our own.
	Limiter Limiter
	// Observe may be nil.
	Observe Observer
	// HTTP may be nil: a client with a time-out of 15 s.
	HTTP *http.Client
}

// Client calls Slack's Web Client. It never repeats a call by itself, since a chat.postMessage that is repeated after an
// unclear answer can post twice. Client is safe for concurrent use.
type Client struct {
	cfg    Config
	client *slack.Client
	doer   *Doer
	clock  func() time.Time
}

const (
	callTimeout = 15 * time.Second
	// maxAnswer bounds an answer's body; a page of 200 users has about 500 kB.
	maxAnswer = 16 << 20
)

// New makes the caller of the Web API.
func New(cfg Config, clock func() time.Time) *Client {
	client := http.Client{Timeout: callTimeout}
	if cfg.HTTP != nil {
		client = *cfg.HTTP
	}
	// A redirect would carry the token, or a message, to somebody else.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a := &Client{cfg: cfg, doer: NewDoer(&client, clock), clock: clock}
	a.client = a.slackClient()
	return a
}

func (a *Client) slackClient(more ...slack.Option) *slack.Client {
	options := append([]slack.Option{
		slack.OptionAPIURL(a.cfg.APIURL), slack.OptionAppLevelToken(a.cfg.AppToken), slack.OptionHTTPClient(a.doer),
	}, more...)
	return slack.New(a.cfg.BotToken, options...)
}

// Doer sends requests for slack-go. It cuts answers that are too large. A cut answer is no valid JSON, and so counts as unclear.
// The Retry-After of a 429 it rewrites as whole seconds, since slack-go takes any other form for no answer at all.
type Doer struct {
	client *http.Client
	clock  func() time.Time
}

// NewDoer makes a Doer that sends by client, which must not be nil.
func NewDoer(client *http.Client, clock func() time.Time) *Doer {
	return &Doer{client: client, clock: clock}
}

// Do sends a request.
func (d *Doer) Do(r *http.Request) (*http.Response, error) {
	resp, err := d.client.Do(r)
	if err != nil {
		return nil, err
	}
	resp.Body = http.MaxBytesReader(nil, resp.Body, maxAnswer)
	retryafter.Normalize(resp, d.clock(), unlimitedRest)
	return resp, nil
}

// limited gives slack-go's error for a 429 that came through a Doer, which has made its Retry-After whole seconds; nil for any other
// answer.
func limited(resp *http.Response) error {
	if resp.StatusCode != http.StatusTooManyRequests {
		return nil
	}
	wait, _ := retryafter.Parse(resp.Header.Get("Retry-After"), time.Time{})
	return &slack.RateLimitedError{RetryAfter: wait}
}

// call makes one call of a Web API method within its limits, reports it to Observe, and gives its error a meaning.
func (a *Client) call(ctx context.Context, method string, fn func(ctx context.Context) error) error {
	if a.cfg.Limiter != nil {
		if err := a.cfg.Limiter.Wait(ctx, method); err != nil {
			return fmt.Errorf("wait for %s: %w: %w", method, ErrNotSent, err)
		}
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= 0 {
		// The timers of a process that was frozen have not run out when it wakes up, so the clock is checked as well.
		return fmt.Errorf("call %s: %w: %w", method, ErrNotSent, context.DeadlineExceeded)
	}
	err := a.observed(ctx, method, fn)
	if after, limited := rested(err); limited && a.cfg.Limiter != nil {
		a.cfg.Limiter.Rest(method, after)
	}
	if err != nil {
		return fmt.Errorf("call %s: %w", method, err)
	}
	return nil
}

func (a *Client) observed(ctx context.Context, method string, fn func(ctx context.Context) error) error {
	ctx, span := tracing.StartCall(ctx, "Slack", method)
	defer span.End()
	start := a.clock()
	var sent atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { sent.Store(true) },
	})
	err := meaning(fn(traced), sent.Load())
	span.Set(tracing.Outcome, outcomeWord(err))
	span.Fail(err)
	if a.cfg.Observe != nil {
		a.cfg.Observe(method, outcomeWord(err), a.clock().Sub(start))
	}
	return err
}
