package iiq

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// What the client does about the gateway, our own plugin for IIQ, at PluginPath.
const (
	// GatewayAuto asks for it at the start and hourly, and uses what it offers.
	GatewayAuto = "auto"
	// GatewayVendor never asks: the plugin is the vendor's.
	GatewayVendor = "vendor"
	// GatewayRequired is GatewayAuto, and the bot is not ready until a gateway was seen once.
	GatewayRequired = "required"
)

// Operations of a gateway that the client uses where they are offered.
const (
	opKey = "act.key"
	opTag = "act.tag"
	// opLines decides lines one by one.
	opLines = "act.lines"
)

const (
	// gatewayEvery is how often a gateway is asked again. Where there was no answer, or a wrong one, it is asked after gatewaySoon, and
	// then after twice as long each time, up to gatewayRetry.
	gatewayEvery = time.Hour
	gatewaySoon  = 2 * time.Second
	gatewayRetry = time.Minute
	// gatewayPatience is how long what is to be written waits for the first answer, at most.
	gatewayPatience = time.Minute
)

// Gateway is what a gateway says of itself.
type Gateway struct {
	Contract   int      `json:"contract"`
	Version    string   `json:"version"`
	IIQ        string   `json:"iiq"`
	Operations []string `json:"operations"`
	Limits     struct {
		Page   int `json:"page"`
		States int `json:"states"`
	} `json:"limits"`
	// SettleSeconds is how much later than its stamp a change may show.
	SettleSeconds int      `json:"settleSeconds"`
	Rights        []string `json:"rights"`
	// Rules are those of its administrator that bear on what the bot asks people for.
	Rules GatewayRules `json:"rules"`
}

// GatewayRules are rules of the gateway's administrator.
type GatewayRules struct {
	// CommentOn names the states of decisions that want a comment: Finished, Rejected.
	CommentOn []string `json:"commentOn"`
}

// WantsComment tells whether the gateway takes a decision with this state only with a comment.
func (g Gateway) WantsComment(state approvals.ItemState) bool {
	return slices.Contains(g.Rules.CommentOn, string(state))
}

// offers tells whether the gateway has an operation.
func (g Gateway) offers(operation string) bool { return slices.Contains(g.Operations, operation) }

// gatewayBook remembers the gateway. Once one was seen, an answer of something else is trouble, and what was known holds.
type gatewayBook struct {
	mu      sync.Mutex
	known   Gateway
	seen    bool
	trouble bool
	// since is when the asking began; zero where nobody asks. answered is closed by the first answer.
	since    time.Time
	answered chan struct{}
	once     sync.Once
	// memory is where what was seen is kept; nil where it is not. kept is what was kept last.
	memory GatewayMemory
	kept   string
	// doubted is when an operation last made somebody ask anew.
	doubted time.Time
}

func newGatewayBook() *gatewayBook { return &gatewayBook{answered: make(chan struct{})} }

// Gateway gives what the gateway last said of itself. seen is false where none was ever seen, or where nobody asks.
func (c *Client) Gateway() (g Gateway, seen bool) {
	c.gateway.mu.Lock()
	defer c.gateway.mu.Unlock()
	return c.gateway.known, c.gateway.seen
}

// TakesLines tells whether the gateway, as it last said, takes decisions on single lines, each decision once, and holds them against what
// was shown.
func (c *Client) TakesLines() bool {
	g, seen := c.Gateway()
	return seen && g.offers(opLines) && g.offers(opTag) && g.offers(opKey)
}

// GatewayLacking tells whether a gateway is required that was never seen.
func (c *Client) GatewayLacking() bool {
	_, seen := c.Gateway()
	return c.cfg.Gateway == GatewayRequired && !seen
}

// GatewayMemory keeps what a gateway said of itself, over restarts and for all replicas. place stands for the plugin's address.
type GatewayMemory interface {
	// GatewaySeen gives what was kept last, nil where nothing was.
	GatewaySeen(ctx context.Context, place string) (said []byte, err error)
	KeepGateway(ctx context.Context, place string, said []byte) error
}

// RecallGateway takes up what is known of the gateway from before the process began, and keeps what it says from now on. So a gateway
// that is being replaced while the bot starts is not taken for the vendor's plugin. It does nothing where the settings say that the
// plugin is the vendor's.
func (c *Client) RecallGateway(ctx context.Context, memory GatewayMemory) error {
	if c.cfg.Gateway == GatewayVendor {
		return nil
	}
	said, err := memory.GatewaySeen(ctx, c.cfg.place())
	if err != nil {
		return err
	}
	var g Gateway
	known := json.Unmarshal(said, &g) == nil && g.Contract >= 1
	b := c.gateway
	b.mu.Lock()
	defer b.mu.Unlock()
	b.memory = memory
	if known && !b.seen {
		b.known, b.seen, b.kept = g, true, string(said)
	}
	return nil
}

// keepGateway stores what is known of the gateway where it has changed. What cannot be stored now is stored with a later answer.
func (c *Client) keepGateway(ctx context.Context) {
	b := c.gateway
	b.mu.Lock()
	memory, kept, g, seen := b.memory, b.kept, b.known, b.seen && !b.trouble
	b.mu.Unlock()
	said, err := json.Marshal(g)
	if memory == nil || !seen || err != nil || string(said) == kept {
		return
	}
	if err := memory.KeepGateway(ctx, c.cfg.place(), said); err != nil {
		c.log.WarnContext(ctx, "what is known of the gateway cannot be kept; it is tried again", "error", err)
		return
	}
	b.mu.Lock()
	b.kept = string(said)
	b.mu.Unlock()
}

// WatchGateway begins to ask for the gateway: from now on, what is to be written waits for the first answer. The function
// that it gives asks until the context ends: at once, then hourly; while there is no answer soon, and then every minute. It does
// nothing where the settings say that the plugin is the vendor's.
func (c *Client) WatchGateway() (run func(context.Context)) {
	if c.cfg.Gateway == GatewayVendor {
		return func(context.Context) {}
	}
	c.gateway.mu.Lock()
	c.gateway.since = c.clock()
	c.gateway.mu.Unlock()
	return func(ctx context.Context) {
		soon := gatewaySoon
		for ctx.Err() == nil {
			pause := gatewayEvery
			if c.AskGateway(ctx) {
				soon = gatewaySoon
			} else {
				pause, soon = soon, min(2*soon, gatewayRetry)
			}
			if !c.calls.Wait(ctx, pause) {
				return
			}
		}
	}
}

// AwaitGateway returns once the first answer is there, or after a while: what is shown depends on what the gateway offers. It returns
// at once
// where nobody asks.
func (c *Client) AwaitGateway(ctx context.Context, longest time.Duration) {
	c.gateway.mu.Lock()
	asked := !c.gateway.since.IsZero()
	c.gateway.mu.Unlock()
	if !asked {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	select {
	case <-c.gateway.answered:
	case <-ctx.Done():
	}
}

// AskGateway asks once. It returns false where there was no answer, or none that can be believed: a time-out, a busy or an
// absent server, no token; or something else than a gateway where one was seen before.
func (c *Client) AskGateway(ctx context.Context) bool {
	believed := c.askGateway(ctx)
	c.keepGateway(ctx)
	return believed
}

func (c *Client) askGateway(ctx context.Context) bool {
	g, status, err := c.readCapabilities(ctx)
	if err != nil || noAnswer(status) {
		return false
	}
	b := c.gateway
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.once.Do(func() { close(b.answered) })
	isGateway, wasTrouble := status == http.StatusOK && g.Contract >= 1, b.trouble
	b.trouble = b.seen && !isGateway
	switch {
	case isGateway:
		if !b.seen || wasTrouble || b.known.Version != g.Version {
			c.log.InfoContext(ctx, "the gateway is there", "version", g.Version, "identityiq", g.IIQ, "operations", len(g.Operations))
		}
		b.known, b.seen = g, true
	case b.trouble && !wasTrouble:
		c.log.WarnContext(ctx, "the gateway was there before and does not answer as one; what was known of it holds", "status", status)
	case !b.seen && c.cfg.Gateway == GatewayRequired:
		c.log.ErrorContext(ctx, "IIQ_GATEWAY=required, and there is no gateway at IIQ_PLUGIN_PATH", "status", status)
		return false
	}
	return !b.trouble
}

// noAnswer tells whether a status says nothing about what is there.
func noAnswer(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		http.StatusRequestTimeout:
		return true
	}
	return false
}

// readCapabilities gives the status of an answer, whatever it says, and what a gateway says of itself.
func (c *Client) readCapabilities(ctx context.Context) (g Gateway, status int, err error) {
	asked := c.clock()
	raw, status, err := c.calls.Ask(ctx, "capabilities", c.pluginURL("/capabilities", nil))
	if err != nil {
		return g, 0, err
	}
	if json.Unmarshal(raw, &g) != nil {
		return Gateway{}, status, nil //nolint:nilerr // a page of HTML is an answer, and no gateway's
	}
	var clock struct {
		Now int64 `json:"now"`
	}
	if json.Unmarshal(raw, &clock) == nil && clock.Now > 0 && clock.Now <= wire.LatestStamp {
		c.calls.Proofs.Hear(time.UnixMilli(clock.Now), asked, c.clock())
	}
	return g, status, nil
}

// pageOf is how many objects a page is asked for: what the caller wants, else what is configured, and no more than the
// gateway gives.
func (c *Client) pageOf(limit int) int {
	limit = cmp.Or(limit, c.cfg.PageSize)
	if g, seen := c.Gateway(); seen && g.Limits.Page > 0 {
		limit = min(limit, g.Limits.Page)
	}
	return limit
}

// gatewayForWrite gives the gateway for something that is to be written. While there was no first answer, it waits for one, a
// minute after the asking began at most. ok is false where the caller's time is over before, and while a gateway is required that was
// never seen: what else is there takes no keys, and nothing is sent to it.
func (c *Client) gatewayForWrite(ctx context.Context) (g Gateway, ok bool) {
	b := c.gateway
	b.mu.Lock()
	since := b.since
	b.mu.Unlock()
	if left := since.Add(gatewayPatience).Sub(c.clock()); !since.IsZero() && left > 0 {
		timer := time.NewTimer(left)
		defer timer.Stop()
		select {
		case <-b.answered:
		case <-timer.C:
		case <-ctx.Done():
			return g, false
		}
	}
	g, seen := c.Gateway()
	return g, seen || c.cfg.Gateway != GatewayRequired
}
